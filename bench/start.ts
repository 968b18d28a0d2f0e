// From the start of the node process to the first answered request, and what the process holds when idle.
import { spawn } from 'node:child_process'
import type { Figure } from './main.ts'
import { startServer } from './server.ts'

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
  const server = await startServer(port)
  try {
    await new Promise(done => setTimeout(done, 3_000))
    return { readyMs: server.readyMs, residentMb: server.residentMb() }
  } finally {
    await server.close()
  }
}

function emptyProcessMs(): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  return new Promise(done => child.once('exit', () => done(performance.now() - startedMs)))
}
