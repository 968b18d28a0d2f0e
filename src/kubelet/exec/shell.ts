import { PassThrough } from 'node:stream'
import { COMMANDS } from './commands.ts'
import { resolved } from './file-system.ts'
import { inputFrom, inputOf } from './input.ts'
import { matchingPaths } from './patterns.ts'
import { CommandError, INTERRUPTED, type Output, type Process } from './process.ts'
import { type SimpleCommand, type Step, stepsOf } from './script.ts'
import { type Part, SyntaxTrouble } from './words.ts'

type Channels = Pick<Process, 'stdin' | 'stdout' | 'stderr'>

/** A shell that knows sequences, pipes, redirections and variables: what people type to look around. */
export class Shell {
  readonly #process: Process
  readonly #env: Map<string, string>
  #cwd: string
  #last = 0
  #exited: number | undefined
  #signal: AbortSignal

  constructor(process: Process) {
    this.#process = process
    this.#env = new Map(process.env)
    this.#cwd = process.cwd
    this.#signal = process.signal
  }

  /** Runs a text as `sh -c` does. */
  async run(text: string, channels: Channels = this.#process): Promise<number> {
    let steps: Step[]
    try {
      steps = stepsOf(text)
    } catch (error) {
      if (!(error instanceof SyntaxTrouble)) throw error
      channels.stderr.write(`sh: ${error.message}\n`)
      this.#last = 2
      return 2
    }
    for (const { when, pipeline } of steps) {
      if (this.#exited !== undefined || this.#signal.aborted) break
      if (when === '&&' && this.#last !== 0) continue
      if (when === '||' && this.#last === 0) continue
      this.#last = await this.#pipeline(pipeline, channels)
    }
    return this.#exited ?? this.#last
  }

  /** Reads lines until there are no more; `foreground` gives each a signal by which it can be interrupted. */
  async interact(foreground: () => AbortSignal): Promise<number> {
    const { stdin, stdout, signal, tty } = this.#process
    while (this.#exited === undefined && !signal.aborted) {
      if (tty) stdout.write(`${this.#cwd} # `)
      const line = await stdin.line()
      if (line === undefined) break
      this.#signal = foreground()
      await this.run(line)
    }
    return this.#exited ?? this.#last
  }

  async #pipeline(commands: readonly SimpleCommand[], channels: Channels): Promise<number> {
    let { stdin } = channels
    const running: Promise<number>[] = []
    for (const [index, command] of commands.entries()) {
      if (index === commands.length - 1) {
        running.push(this.#command(command, { ...channels, stdin }))
        continue
      }
      const pipe = new PassThrough()
      running.push(
        this.#command(command, { ...channels, stdin, stdout: pipe }).finally(() => pipe.end()),
      )
      stdin = inputFrom(pipe)
    }
    return (await Promise.all(running)).at(-1) ?? 0
  }

  async #command(command: SimpleCommand, given: Channels): Promise<number> {
    const collected: (() => void)[] = []
    try {
      const channels = await this.#redirected(command, given, collected)
      const words: string[] = []
      for (const word of command.words) words.push(...(await this.#expanded(word, given)))
      return await this.#start(words, channels)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      given.stderr.write(`sh: ${error.message}\n`)
      return error.code
    } finally {
      for (const write of collected) write()
    }
  }

  async #start(words: readonly string[], channels: Channels): Promise<number> {
    const env = new Map(this.#env)
    let at = 0
    for (; /^[A-Za-z_]\w*=/.test(words[at] ?? ''); at += 1) assign(env, words[at] ?? '')
    const [name, ...args] = words.slice(at)
    if (name === undefined) {
      for (const word of words) assign(this.#env, word)
      return 0
    }
    const code = this.#own(name, args)
    if (code !== undefined) return code
    const { container, tty } = this.#process
    const { stdin, stdout, stderr } = channels
    const own = { args, env, cwd: this.#cwd, signal: this.#signal }
    return runCommand(name, { container, tty, stdin, stdout, stderr, ...own })
  }

  /** What only the shell itself can do. */
  #own(name: string, args: readonly string[]): number | undefined {
    if (name === ':' || name === 'set') return 0
    if (name === 'exit') {
      this.#exited = args[0] === undefined ? this.#last : Number(args[0]) & 255
      return this.#exited
    }
    if (name === 'export') for (const arg of args) if (arg.includes('=')) assign(this.#env, arg)
    if (name === 'unset') for (const arg of args) this.#env.delete(arg)
    if (name === 'export' || name === 'unset') return 0
    if (name !== 'cd') return undefined
    const given = args[0] ?? this.#env.get('HOME') ?? '/'
    const path = resolved(this.#cwd, given)
    if (this.#process.container.files.find(path)?.kind !== 'directory')
      throw new CommandError(`cd: can't cd to ${given}: No such file or directory`)
    this.#cwd = path
    return 0
  }

  async #redirected(
    { redirects }: SimpleCommand,
    given: Channels,
    collected: (() => void)[],
  ): Promise<Channels> {
    const { container } = this.#process
    let channels = given
    for (const { operator, target } of redirects) {
      if (operator === '2>&1') channels = { ...channels, stderr: channels.stdout }
      else if (target.length === 0) channels = { ...channels, stdout: channels.stderr }
      else {
        const name = (await this.#expanded(target, given)).join(' ')
        const path = resolved(this.#cwd, name)
        if (operator === '<') {
          channels = { ...channels, stdin: inputOf(container.files.read(path, name)) }
          continue
        }
        const keeps = operator.endsWith('>>') && container.files.find(path) !== undefined
        const chunks: Uint8Array[] = keeps ? [container.files.read(path, name)] : []
        const write = () =>
          container.files.write(path, Buffer.concat(chunks), container.nowMs(), 0o644, name)
        write()
        collected.push(write)
        const output: Output = { write: data => chunks.push(Buffer.from(data as string)) }
        channels = { ...channels, [operator.startsWith('2') ? 'stderr' : 'stdout']: output }
      }
    }
    return channels
  }

  /** The words that a word turns into: what came from outside of quotes is cut at blanks. */
  async #expanded(parts: readonly Part[], channels: Channels): Promise<string[]> {
    const words: string[] = []
    let word: string | undefined
    for (const part of parts) {
      const value = await this.#value(part, channels)
      if (part.quoted || part.kind === 'text') {
        word = (word ?? '') + value
        continue
      }
      const pieces = value.split(/\s+/)
      for (const [index, piece] of pieces.entries()) {
        if (index > 0 && word !== undefined) {
          words.push(word)
          word = undefined
        }
        if (piece !== '') word = (word ?? '') + piece
      }
    }
    if (word !== undefined) words.push(word)
    const hasPattern = parts.some(({ kind, quoted, text }) => {
      return !quoted && kind === 'text' && /[*?]/.test(text)
    })
    return hasPattern ? words.flatMap(one => this.#matching(one)) : words
  }

  /** The files that a pattern matches, or the pattern itself where there are none. */
  #matching(pattern: string): readonly string[] {
    const found = matchingPaths(this.#process.container.files, this.#cwd, pattern)
    return found.length === 0 ? [pattern] : found
  }

  async #value({ kind, text }: Part, channels: Channels): Promise<string> {
    if (kind === 'text') return text
    if (kind === 'variable') {
      if (text === '?') return String(this.#last)
      if (text === '$') return '1'
      return this.#env.get(text) ?? ''
    }
    const chunks: Buffer[] = []
    const stdout: Output = { write: data => chunks.push(Buffer.from(data as string)) }
    const inner = new Shell({
      ...this.#process,
      env: this.#env,
      cwd: this.#cwd,
      signal: this.#signal,
    })
    await inner.run(text, { ...channels, stdout })
    return Buffer.concat(chunks).toString().replace(/\n+$/, '')
  }
}

function assign(env: Map<string, string>, word: string): void {
  const at = word.indexOf('=')
  env.set(word.slice(0, at), word.slice(at + 1))
}

const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash', 'busybox']
const NOT_FOUND = 127

/** The name of a command without its folder. */
export const baseName = (command: string): string => command.slice(command.lastIndexOf('/') + 1)

export const isShell = (name: string): boolean => SHELLS.includes(baseName(name))

export const isKnown = (name: string): boolean => isShell(name) || COMMANDS.has(baseName(name))

/** Runs one command by its name; what it throws is said to standard error. */
export async function runCommand(
  name: string,
  process: Process,
  foreground: () => AbortSignal = () => process.signal,
): Promise<number> {
  if (isShell(name)) return runShell(process, foreground)
  const command = COMMANDS.get(baseName(name))
  if (command === undefined) {
    process.stderr.write(`sh: ${name}: not found\n`)
    return NOT_FOUND
  }
  try {
    const code = await command(process)
    return process.signal.aborted ? INTERRUPTED : code
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    process.stderr.write(`${baseName(name)}: ${error.message}\n`)
    return error.code
  }
}

async function runShell(process: Process, foreground: () => AbortSignal): Promise<number> {
  const { args } = process
  const at = args.findIndex(arg => /^-[a-z]*c$/.test(arg))
  const shell = new Shell(process)
  if (at >= 0) return shell.run(args[at + 1] ?? '')
  const file = args.find(arg => !arg.startsWith('-'))
  if (file === undefined) return shell.interact(foreground)
  const text = process.container.files.read(resolved(process.cwd, file), file)
  return shell.run(text.toString())
}
