import { posix } from 'node:path'
import { resolved } from './file-system.ts'
import { CommandError, type Process } from './process.ts'
import { packed, type TarEntry, unpacked } from './tar.ts'

interface Asked {
  readonly letters: string
  readonly archive: string
  readonly directory: string
  readonly operands: readonly string[]
}

/** Packs and unpacks, as far as `kubectl cp` and people need it. */
export async function tar(process: Process): Promise<number> {
  const asked = askedOf(process.args)
  const directory = resolved(process.cwd, asked.directory)
  if (asked.letters.includes('c')) return create(process, asked, directory)
  if (!/[xt]/.test(asked.letters)) throw new CommandError('must specify one of -c, -x, -t', 2)
  const entries = await entriesOf(process, asked)
  for (const entry of entries) {
    if (asked.letters.includes('t')) process.stdout.write(`${entry.name}\n`)
    else extract(process, entry, directory)
  }
  return 0
}

function askedOf(args: readonly string[]): Asked {
  const [first = '', ...rest] = args
  let letters = ''
  let archive = '-'
  let directory = '.'
  const operands: string[] = []
  const queue = [first.startsWith('-') ? first : `-${first}`, ...rest]
  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg.startsWith('--') || !/^-./.test(arg)) {
      if (!arg.startsWith('--')) operands.push(arg)
      continue
    }
    for (const letter of arg.slice(1)) {
      letters += letter
      if (letter === 'f') archive = queue.shift() ?? '-'
      if (letter === 'C') directory = queue.shift() ?? '.'
    }
  }
  return { letters, archive, directory, operands }
}

async function entriesOf(process: Process, { archive }: Asked): Promise<TarEntry[]> {
  const { stdin, cwd, container } = process
  const bytes =
    archive === '-' ? await stdin.all() : container.files.read(resolved(cwd, archive), archive)
  try {
    return unpacked(bytes)
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

function extract({ container }: Process, entry: TarEntry, directory: string): void {
  const { files } = container
  const name = entry.name.replace(/^\/+/, '')
  if (name.split('/').includes('..')) throw new CommandError(`name with '..': '${entry.name}'`)
  const path = resolved(directory, name)
  const nowMs = container.nowMs()
  if (files.find(directory)?.kind !== 'directory')
    throw new CommandError(`can't change directory to '${directory}': No such file or directory`)
  files.makeDirectories(entry.kind === 'directory' ? path : posix.dirname(path), nowMs)
  if (entry.kind === 'file') files.write(path, entry.data, nowMs, entry.mode, name)
  if (entry.kind === 'link') files.link(path, entry.data.toString(), nowMs)
}

function create(process: Process, { archive, operands }: Asked, directory: string): number {
  const { container, stdout, stderr } = process
  const entries: TarEntry[] = []
  let code = 0
  for (const operand of operands) {
    const path = resolved(directory, operand)
    if (operand.startsWith('/')) stderr.write("tar: removing leading '/' from member names\n")
    const before = entries.length
    collect(process, path, operand.replace(/^\/+/, '') || '.', entries)
    if (entries.length > before) continue
    stderr.write(`tar: ${operand}: No such file or directory\n`)
    code = 1
  }
  if (code !== 0) stderr.write('tar: error exit delayed from previous errors\n')
  const bytes = packed(entries)
  if (archive === '-') stdout.write(bytes)
  else container.files.write(resolved(process.cwd, archive), bytes, container.nowMs())
  return code
}

function collect(process: Process, path: string, name: string, entries: TarEntry[]): void {
  const { files } = process.container
  const node = files.look(path)
  if (node === undefined) return
  entries.push({ name, ...node })
  if (node.kind === 'directory')
    for (const child of files.names(path))
      collect(process, posix.join(path, child), posix.join(name, child), entries)
}
