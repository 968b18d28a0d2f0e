// `npm run simulate -- --seeds 1000 --steps 200 [--from 1] [--whole]`: random worlds of DaemonSets, on all cores. A failure
// names its seed and the few steps that lead to it; `--from SEED --seeds 1` plays it again. `--whole` plays in whole clusters.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { closeBases, failureText, simulate } from '../test/simulation/simulate.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    whole: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})
const [seeds, steps, from] = [values.seeds, values.steps, values.from].map(Number) as [
  number,
  number,
  number,
]

if (process.send === undefined) await lead(Math.min(Number(values.workers), seeds))
else await follow()

/** Hands seeds to workers, one after the other. */
async function lead(workers: number): Promise<void> {
  const startMs = performance.now()
  let next = from
  let failed = 0
  const one = (): Promise<void> =>
    new Promise((done, fail) => {
      const worker = fork(process.argv[1] as string, process.argv.slice(2))
      const hand = (): void => {
        if (next < from + seeds) worker.send(next++)
        else worker.send('enough')
      }
      worker.on('message', (failure: string) => {
        if (failure !== '') {
          failed += 1
          console.log(failure)
        }
        hand()
      })
      worker.on('error', fail)
      worker.on('exit', code =>
        code === 0 ? done() : fail(new Error(`a worker ended with ${code}`)),
      )
      hand()
    })
  await Promise.all(Array.from({ length: workers }, one))
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  console.log(`${seeds} seeds of ${steps} steps in ${seconds} s: ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** Plays the seeds that it is told. */
async function follow(): Promise<void> {
  for await (const seed of messages()) {
    const failure = await simulate(seed, steps, { whole: values.whole })
    process.send?.(failure === undefined ? '' : failureText(failure))
  }
  await closeBases()
  process.disconnect()
}

async function* messages(): AsyncGenerator<number> {
  for (;;) {
    const message = await new Promise<number | 'enough'>(done => process.once('message', done))
    if (message === 'enough') return
    yield message
  }
}
