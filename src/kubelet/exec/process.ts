// Simulated containers: a small file system each, and a handful of commands that behave as one knows them
// from busybox. Nothing of this machine is ever read, written or run; how bytes get here and away is the
// business of REST's streams.
import type { Pod } from '../../schema/generated/core-v1.ts'
import type { FileSystem } from './file-system.ts'
import type { Input } from './input.ts'

/** Where output goes; Node's streams are such. */
export interface Output {
  write(data: string | Uint8Array): unknown
}

/** A container as its processes see it. */
export interface Container {
  readonly pod: Pod
  readonly name: string
  readonly hostname: string
  readonly files: FileSystem
  readonly environment: ReadonlyMap<string, string>
  readonly workingDir: string
  nowMs(): number
}

/** A command that runs in a container. */
export interface Process {
  readonly container: Container
  /** What the command was given, without its name. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** A person sits at the other end: shells prompt. */
  readonly tty: boolean
  /** Aborts when the process is to end. */
  readonly signal: AbortSignal
}

export type Command = (process: Process) => number | Promise<number>

/** Thrown by commands: what is said to standard error, and the exit code. */
export class CommandError extends Error {
  readonly code: number

  constructor(message: string, code = 1) {
    super(message)
    this.code = code
  }
}

/** The exit code of what was interrupted. */
export const INTERRUPTED = 130
