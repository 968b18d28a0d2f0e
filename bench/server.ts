// A built server in a process of its own, as a user starts it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface BenchServer {
  readonly url: string
  /** From the start of the process to its first answer. */
  readonly readyMs: number
  residentMb(): number
  close(): Promise<void>
}

/** Starts `dist/main.js`, which `npm run build` makes. */
export async function startServer(port: number, ...args: string[]): Promise<BenchServer> {
  const data = mkdtempSync(join(tmpdir(), 'mimikube-bench-'))
  const startedMs = performance.now()
  const command = ['dist/main.js', '--port', String(port), '--data', data, ...args]
  const server = spawn(process.execPath, command, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const close = async (): Promise<void> => {
    const ended = new Promise(done => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
  while (!(await answers(url))) {
    if (performance.now() - startedMs < 30_000) continue
    await close()
    throw new Error('no answer in thirty seconds')
  }
  const readyMs = performance.now() - startedMs
  return { url, readyMs, residentMb: () => residentMbOf(server.pid), close }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
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
