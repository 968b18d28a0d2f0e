import { posix } from 'node:path'
import { split } from './file-commands.ts'
import { type FileSystem, resolved } from './file-system.ts'
import { CommandError, type Process } from './process.ts'

/** Only links by name are made: a file has one place. */
export function ln({ args, cwd, container }: Process): number {
  const [target = '', given = posix.basename(target)] = split(args).operands
  const path = into(container.files, resolved(cwd, given), target)
  container.files.link(path, target, container.nowMs())
  return 0
}

export function readlink({ args, cwd, container, stdout }: Process): number {
  const [given = ''] = split(args).operands
  const node = container.files.look(resolved(cwd, given))
  if (node?.kind !== 'link') return 1
  stdout.write(`${node.data}\n`)
  return 0
}

export function cp(process: Process): number {
  return moved(process, (from, given, options) => {
    const isDirectory = process.container.files.find(from)?.kind === 'directory'
    if (isDirectory && !/[rRa]/.test(options))
      throw new CommandError(`omitting directory '${given}'`)
  })
}

export function mv(process: Process): number {
  const { cwd, container, args } = process
  const code = moved(process, () => {})
  for (const given of split(args).operands.slice(0, -1))
    container.files.remove(resolved(cwd, given))
  return code
}

/** Puts all that is named but the last into the last. @throws CommandError */
function moved(
  { args, cwd, container }: Process,
  check: (from: string, given: string, options: string) => void,
): number {
  const { options, operands } = split(args)
  const sources = operands.slice(0, -1)
  const last = resolved(cwd, operands.at(-1) ?? '')
  if (sources.length === 0) throw new CommandError('missing file operand')
  for (const given of sources) {
    const from = resolved(cwd, given)
    if (container.files.look(from) === undefined)
      throw new CommandError(`can't stat '${given}': No such file or directory`)
    check(from, given, options)
    const to = into(container.files, last, given)
    checkApart(container.files.placeOf(from), container.files.placeOf(to), given)
    copy(container.files, from, to, container.nowMs())
  }
  return 0
}

/** @throws CommandError for what would be moved onto itself, and so away, or copied into itself without end */
function checkApart(from: string, to: string, given: string): void {
  if (to === from) throw new CommandError(`'${given}' and '${to}' are the same file`)
  if (to.startsWith(from === '/' ? from : `${from}/`))
    throw new CommandError(`can't put '${given}' into itself`)
}

/** A place in a directory, or the place itself. */
const into = (files: FileSystem, place: string, name: string): string =>
  files.find(place)?.kind === 'directory' ? posix.join(place, posix.basename(name)) : place

function copy(files: FileSystem, from: string, to: string, nowMs: number): void {
  const node = files.look(from)
  if (node === undefined) return
  if (node.kind === 'file') files.write(to, node.data, nowMs, node.mode)
  else if (node.kind === 'link') files.link(to, node.data.toString(), nowMs)
  else {
    const names = files.names(from)
    files.makeDirectories(to, nowMs, node.mode)
    for (const name of names) copy(files, posix.join(from, name), posix.join(to, name), nowMs)
  }
}
