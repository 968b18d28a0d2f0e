import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KUBECTL } from '../kubectl/transcript.ts'

/** kubectl against a cluster: what it prints on both streams, as one text. */
export function kubectlAt(
  kubeconfig: string,
): (args: readonly string[], cwd?: string) => Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'mimikube-kubectl-'))
  writeFileSync(join(home, 'kubeconfig'), kubeconfig)
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: join(home, 'kubeconfig') }
  return (args, cwd = home) => {
    const child = spawn(KUBECTL, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', part => {
        text += part
      })
    return new Promise(done => child.on('close', () => done(text)))
  }
}
