import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realClock, VirtualClock } from '../../src/clock.ts'
import type { Loop } from '../../src/loop/loop.ts'
import { WorkQueue } from '../../src/loop/queue.ts'
import { Runner } from '../../src/loop/runner.ts'
import { Timers } from '../../src/loop/timers.ts'

test('timers come out by due time, then owner, then key', () => {
  const timers = new Timers(new VirtualClock(0))
  timers.set('b', 'x', 5)
  timers.set('a', 'y', 5)
  timers.set('a', 'x', 5)
  timers.set('z', 'z', 1)
  assert.deepEqual(
    timers.takeDue(5).map(timer => timer.owner + timer.key),
    ['zz', 'ax', 'ay', 'bx'],
  )
  assert.equal(timers.nextDueMs, undefined)
})

test('of two due times of a key the earlier is kept, unless it is replaced', () => {
  const timers = new Timers(new VirtualClock(0))
  timers.set('a', 'x', 5)
  timers.set('a', 'x', 9)
  assert.equal(timers.nextDueMs, 5)
  timers.replace('a', 'x', 9)
  assert.equal(timers.nextDueMs, 9)
  timers.cancel('a', 'x')
  assert.deepEqual(timers.takeDue(99), [])
})

test('timers that are replaced again and again do not pile up and stay in order', () => {
  const timers = new Timers(new VirtualClock(0))
  for (let n = 0; n < 10_000; n++) timers.replace('a', String(n % 7), (n * 7919) % 1000)
  const due = timers.takeDue(1000)
  assert.equal(due.length, 7)
  assert.deepEqual(
    due.map(timer => timer.dueMs),
    due.map(timer => timer.dueMs).sort((a, b) => a - b),
  )
})

test('a clone of the timers goes on by itself', () => {
  const timers = new Timers(new VirtualClock(0))
  timers.set('a', 'x', 5)
  const copy = timers.clone(new VirtualClock(0))
  timers.cancel('a', 'x')
  assert.equal(copy.nextDueMs, 5)
})

test('a key that is being worked on is handed out again only when it is done', () => {
  const queue = new WorkQueue('q', new Timers(new VirtualClock(0)))
  queue.add('a')
  queue.add('b')
  queue.add('a')
  assert.equal(queue.take(), 'a')
  queue.add('a')
  assert.equal(queue.take(), 'b')
  assert.equal(queue.take(), undefined)
  queue.done('a')
  assert.equal(queue.take(), 'a')
})

test('retries double their delay until the key is forgotten', () => {
  const clock = new VirtualClock(0)
  const timers = new Timers(clock)
  const queue = new WorkQueue('q', timers, { baseDelayMs: 5, maxDelayMs: 15 })
  const delays: (number | undefined)[] = []
  for (let n = 0; n < 4; n++) {
    if (n === 3) queue.forget('a')
    queue.retry('a')
    delays.push(timers.nextDueMs)
    timers.cancel('q', 'a')
  }
  assert.deepEqual(delays, [5, 10, 15, 5])
})

test('a clone of a queue has the keys that wait and those that were being worked on', () => {
  const timers = new Timers(new VirtualClock(0))
  const queue = new WorkQueue('q', timers)
  queue.add('a')
  queue.add('b')
  queue.take()
  const copy = queue.clone(timers)
  assert.deepEqual([copy.take(), copy.take(), copy.take()], ['a', 'b', undefined])
})

interface Toy extends Loop {
  readonly seen: string[]
}

function toy(name: string, timers: Timers, work: (key: string) => Promise<void> | void): Toy {
  const seen: string[] = []
  const reconcile = async (key: string): Promise<void> => {
    seen.push(key)
    await work(key)
  }
  return { name, seen, queue: new WorkQueue(name, timers), start() {}, stop() {}, reconcile }
}

function virtual(work: (key: string, queue: WorkQueue) => Promise<void> | void) {
  const clock = new VirtualClock(0)
  const timers = new Timers(clock)
  const errors: unknown[] = []
  const loop: Toy = toy('toy', timers, key => work(key, loop.queue))
  const onError = (_loop: string, _key: string, error: unknown): number => errors.push(error)
  const runner = new Runner({ clock, timers, loops: [loop], onError, stepsMax: 100 })
  return { clock, loop, runner, errors }
}

test('settle runs what is due now and never moves time', async () => {
  const { clock, loop, runner } = virtual((key, queue) => {
    if (key === 'a') queue.add('b')
    if (key === 'b') queue.addAfter('c', 10)
  })
  loop.queue.add('a')
  await runner.settle()
  assert.deepEqual(loop.seen, ['a', 'b'])
  assert.equal(clock.nowMs(), 0)
})

test('advance settles at every due timer and ends where it was told', async () => {
  const at: number[] = []
  const { clock, loop, runner } = virtual((_key, queue) => {
    at.push(clock.nowMs())
    queue.addAfter('tick', 10)
  })
  loop.queue.add('tick')
  await runner.advance(35)
  assert.deepEqual(at, [0, 10, 20, 30])
  assert.equal(clock.nowMs(), 35)
})

test('a throw is told and the key tried again, later each time', async () => {
  const at: number[] = []
  const { clock, loop, runner, errors } = virtual(() => {
    at.push(clock.nowMs())
    if (at.length < 4) throw new Error('not yet')
  })
  loop.queue.add('a')
  await runner.advance(1000)
  assert.deepEqual(at, [0, 5, 15, 35])
  assert.equal(errors.length, 3)
})

test('a hot loop is a failure of settle', async () => {
  const { loop, runner } = virtual((key, queue) => queue.add(key))
  loop.queue.add('a')
  await assert.rejects(runner.settle(), /did not settle: toy/)
})

test('several keys of a loop are worked on at once, as many as it has workers', async () => {
  const clock = new VirtualClock(0)
  const timers = new Timers(clock)
  let now = 0
  let most = 0
  const loop: Loop = {
    ...toy('toy', timers, async () => {
      most = Math.max(most, ++now)
      await new Promise(resolve => setImmediate(resolve))
      now -= 1
    }),
    workers: 3,
  }
  for (let n = 0; n < 10; n++) loop.queue.add(`k${n}`)
  await new Runner({ clock, timers, loops: [loop], onError() {} }).settle()
  assert.equal(most, 3)
})

test('settle waits for what goes on beside the loops, and for what that leads to', async () => {
  const clock = new VirtualClock(0)
  const timers = new Timers(clock)
  const aside = {
    pending: 0,
    async idle() {
      await null
      aside.pending = 0
      loop.queue.add('b')
    },
  }
  const loop = toy('toy', timers, key => {
    if (key === 'a') aside.pending = 1
  })
  loop.queue.add('a')
  await new Runner({ clock, timers, loops: [loop], asides: [aside], onError() {} }).settle()
  assert.deepEqual(loop.seen, ['a', 'b'])
})

test('with a real clock the runner works by itself, also when timers fall due', async () => {
  const timers = new Timers(realClock)
  let came: () => void = () => {}
  const ended = new Promise<void>(resolve => {
    came = resolve
  })
  const loop: Toy = toy('toy', timers, key => (key === 'late' ? came() : undefined))
  const runner = new Runner({ clock: realClock, timers, loops: [loop], onError() {} })
  runner.start()
  loop.queue.add('now')
  loop.queue.addAfter('late', 5)
  await ended
  await runner.stop()
  assert.deepEqual(loop.seen, ['now', 'late'])
})
