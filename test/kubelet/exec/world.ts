import { type Execution, execute } from '../../../src/kubelet/exec/execute.ts'
import { FileSystem } from '../../../src/kubelet/exec/file-system.ts'
import { inputOf } from '../../../src/kubelet/exec/input.ts'
import type { Container } from '../../../src/kubelet/exec/process.ts'

const NOW_MS = Date.UTC(2026, 4, 1, 12, 30, 15)

export function container(): Container {
  const files = new FileSystem(NOW_MS)
  files.write('/etc/hostname', Buffer.from('web\n'), NOW_MS)
  return {
    pod: { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'web' } },
    name: 'main',
    hostname: 'web',
    workingDir: '/',
    files,
    environment: new Map([
      ['HOME', '/root'],
      ['GREETING', 'good  day'],
    ]),
    nowMs: () => NOW_MS,
  }
}

/** Runs a command and gives all that it says. */
export async function run(
  command: readonly string[],
  more: Partial<Execution> & { input?: string } = {},
) {
  const said = { out: '', err: '' }
  const code = await execute({
    container: container(),
    command,
    tty: false,
    stdin: inputOf(Buffer.from(more.input ?? '')),
    stdout: { write: data => (said.out += Buffer.from(data as string).toString()) },
    stderr: { write: data => (said.err += Buffer.from(data as string).toString()) },
    signal: new AbortController().signal,
    ...more,
  })
  return { code, ...said }
}
