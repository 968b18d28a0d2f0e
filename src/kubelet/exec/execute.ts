import type { Pod } from '../../schema/generated/core-v1.ts'
import type { Input } from './input.ts'
import type { Container, Output, Process } from './process.ts'
import { isKnown, runCommand } from './shell.ts'
import { Terminal } from './terminal.ts'

/** A command as who programs containers sees it. */
export interface ExecCall {
  readonly pod: Pod
  readonly container: string
  readonly command: readonly string[]
  readonly tty: boolean
  /** What comes in, until the client has no more. */
  readonly stdin: AsyncIterable<Buffer>
  readonly stdout: Output
  readonly stderr: Output
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

/** Answers with an exit code, or with undefined to leave the command to the simulated container. */
export type ExecHandler = (call: ExecCall) => number | undefined | Promise<number | undefined>

/** A command that is to run in a container, with where its bytes come from and go. */
export interface Execution {
  readonly container: Container
  readonly command: readonly string[]
  readonly tty: boolean
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly signal: AbortSignal
}

/** Thrown when a container has no such program. */
export class CannotStart extends Error {}

/** Runs a command to its end and gives its exit code. @throws CannotStart */
export async function execute(execution: Execution, handler?: ExecHandler): Promise<number> {
  const { container, command, tty, signal, stdout, stderr } = execution
  const own = await handler?.({
    pod: container.pod,
    container: container.name,
    command,
    tty,
    stdin: chunks(execution.stdin),
    stdout,
    stderr,
    signal,
  })
  if (own !== undefined) return own
  const [name = '', ...args] = command
  if (!isKnown(name)) throw new CannotStart(notFound(name))
  const process: Process = {
    container,
    args,
    tty,
    cwd: container.workingDir,
    env: tty ? new Map([...container.environment, ['TERM', 'xterm']]) : container.environment,
    stdin: execution.stdin,
    stdout,
    stderr,
    signal,
  }
  if (!tty) return runCommand(name, process)
  const terminal = new Terminal(execution.stdin, stdout, signal)
  const shown = { stdin: terminal.stdin, stdout: terminal.stdout, stderr: terminal.stdout }
  const foreground = () => terminal.foreground()
  return runCommand(name, { ...process, ...shown, signal: foreground() }, foreground)
}

const notFound = (name: string): string =>
  name.startsWith('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`

async function* chunks(input: Input): AsyncIterable<Buffer> {
  for (let chunk = await input.read(); chunk !== undefined; chunk = await input.read()) yield chunk
}
