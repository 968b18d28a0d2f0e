import { posix } from 'node:path'
import { resolved } from './file-system.ts'
import { CommandError, type Process } from './process.ts'

/** Options are the letters behind a dash; what they take is looked up by who wants it. */
export function split(args: readonly string[]): { options: string; operands: readonly string[] } {
  const options = args.filter(arg => /^-[^-]/.test(arg)).map(arg => arg.slice(1))
  return { options: options.join(''), operands: args.filter(arg => !/^--?[^-]|^--$/.test(arg)) }
}

export async function cat({
  args,
  cwd,
  container,
  stdin,
  stdout,
  stderr,
}: Process): Promise<number> {
  let code = 0
  for (const path of args.length === 0 ? ['-'] : args) {
    if (path === '-') {
      for (let chunk = await stdin.read(); chunk !== undefined; chunk = await stdin.read())
        stdout.write(chunk)
      continue
    }
    try {
      stdout.write(container.files.read(resolved(cwd, path), path))
    } catch (error) {
      stderr.write(`cat: can't open '${path}': ${(error as Error).message.split(': ').at(-1)}\n`)
      code = 1
    }
  }
  return code
}

export function mkdir({ args, cwd, container }: Process): number {
  const { options, operands } = split(args)
  for (const given of operands) {
    const path = resolved(cwd, given)
    const fails = (why: string) => new CommandError(`can't create directory '${given}': ${why}`)
    if (!options.includes('p')) {
      if (container.files.find(path) !== undefined) throw fails('File exists')
      if (container.files.find(posix.dirname(path)) === undefined)
        throw fails('No such file or directory')
    }
    container.files.makeDirectories(path, container.nowMs())
  }
  return 0
}

export function rm({ args, cwd, container }: Process): number {
  const { options, operands } = split(args)
  for (const given of operands) {
    const path = resolved(cwd, given)
    const node = container.files.look(path)
    if (node === undefined && !options.includes('f'))
      throw new CommandError(`can't remove '${given}': No such file or directory`)
    if (node?.kind === 'directory' && !/[rR]/.test(options))
      throw new CommandError(`'${given}' is a directory`)
    if (node !== undefined && path !== '/') container.files.remove(path)
  }
  return 0
}

export function touch({ args, cwd, container }: Process): number {
  for (const given of split(args).operands) {
    const path = resolved(cwd, given)
    const node = container.files.find(path)
    if (node?.kind !== 'directory')
      container.files.write(path, node?.data ?? Buffer.alloc(0), container.nowMs(), 0o644, given)
  }
  return 0
}

/** The files that are named, or standard input. */
async function contentOf(process: Process, paths: readonly string[]): Promise<Buffer> {
  if (paths.length === 0) return process.stdin.all()
  const { files } = process.container
  return Buffer.concat(paths.map(path => files.read(resolved(process.cwd, path), path)))
}

interface Cut {
  readonly by: 'lines' | 'bytes'
  readonly count: string
  readonly paths: readonly string[]
}

/** `-n 3`, `-n3`, `-3`, `-c+10`. */
function cutOf(args: readonly string[]): Cut {
  let by: Cut['by'] = 'lines'
  let count = '10'
  const paths: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const [, letter = 'n', amount = ''] = /^-([nc])?([+-]?\d*)$/.exec(args[at] ?? '') ?? ['', ' ']
    if (letter === ' ') paths.push(args[at] ?? '')
    else {
      by = letter === 'c' ? 'bytes' : 'lines'
      count = amount === '' ? (args[++at] ?? '') : amount
    }
  }
  return { by, count, paths }
}

export async function head(process: Process): Promise<number> {
  const { by, count, paths } = cutOf(process.args)
  const content = await contentOf(process, paths)
  if (by === 'bytes') process.stdout.write(content.subarray(0, Number(count)))
  else process.stdout.write(linesOf(content).slice(0, Number(count)).join(''))
  return 0
}

export async function tail(process: Process): Promise<number> {
  const { by, count, paths } = cutOf(process.args.filter(arg => arg !== '-f'))
  const content = await contentOf(process, paths)
  // From the start with a plus (counted from 1), from the end without.
  const from = count.startsWith('+') ? Math.max(0, Number(count) - 1) : -Number(count)
  if (Object.is(from, -0)) return 0
  if (by === 'bytes') process.stdout.write(content.subarray(from))
  else process.stdout.write(linesOf(content).slice(from).join(''))
  return 0
}

const linesOf = (content: Buffer): string[] => content.toString().match(/[^\n]*\n|[^\n]+$/g) ?? []

export async function wc(process: Process): Promise<number> {
  const { options, operands } = split(process.args)
  const content = await contentOf(process, operands)
  const text = content.toString()
  const counts: Readonly<Record<string, number>> = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter(word => word !== '').length,
    c: content.length,
  }
  const shown = [...(options || 'lwc')].map(letter => counts[letter] ?? 0)
  const name = operands[0] === undefined ? '' : ` ${operands[0]}`
  const numbers =
    shown.length === 1 ? String(shown[0]) : shown.map(one => String(one).padStart(9)).join('')
  process.stdout.write(`${numbers}${name}\n`)
  return 0
}

/** Looks for fixed text only. */
export async function grep(process: Process): Promise<number> {
  const { options, operands } = split(process.args)
  const [pattern = '', ...paths] = operands
  const fold = (text: string) => (options.includes('i') ? text.toLowerCase() : text)
  const lines = linesOf(await contentOf(process, paths))
  const found = lines.filter(line => fold(line).includes(fold(pattern)) !== options.includes('v'))
  if (!options.includes('q')) process.stdout.write(found.join(''))
  return found.length > 0 ? 0 : 1
}
