// From the start of the node process to the first answered request, and what the process holds when idle.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './main.ts'

const RUNS = 5

export async function run(): Promise<readonly Figure[]> {
  const runs: { readyMs: number; residentMb: number }[] = []
  for (let n = 0; n < RUNS; n++) runs.push(await start(19_700 + n))
  const empty = await emptyProcessMs()
  const readyMs = Math.min(...runs.map(one => one.readyMs))
  return [
    {
      name: 'start to first answer (best of 5)',
      value: readyMs,
      unit: 'ms',
      ratio: readyMs / empty,
      limit: 'an empty node process',
    },
    {
      name: 'resident when idle with 4 nodes',
      value: Math.min(...runs.map(one => one.residentMb)),
      unit: 'MB',
    },
  ]
}

async function start(port: number): Promise<{ readyMs: number; residentMb: number }> {
  const data = mkdtempSync(join(tmpdir(), 'mimikube-bench-'))
  const startedMs = performance.now()
  const server = spawn(process.execPath, ['dist/main.js', '--port', String(port), '--data', data], {
    stdio: 'ignore',
  })
  try {
    while (!(await answers(port)))
      if (performance.now() - startedMs > 10_000) throw new Error('no answer in ten seconds')
    const readyMs = performance.now() - startedMs
    await new Promise(done => setTimeout(done, 3_000))
    return { readyMs, residentMb: residentMbOf(server.pid) }
  } finally {
    const ended = new Promise(done => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    await new Promise(done => setTimeout(done, 2))
    return false
  }
}

/** Of Linux only; elsewhere not a number. */
function residentMbOf(pid: number | undefined): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes) / 1024
  } catch {
    return Number.NaN
  }
}

function emptyProcessMs(): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  return new Promise(done => child.once('exit', () => done(performance.now() - startedMs)))
}
