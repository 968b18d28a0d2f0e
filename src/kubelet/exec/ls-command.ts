import { posix } from 'node:path'
import { split } from './file-commands.ts'
import { type FileNode, type FileSystem, resolved } from './file-system.ts'
import type { Process } from './process.ts'

type Shown = readonly (readonly [name: string, node: FileNode])[]

export function ls(process: Process): number {
  const { args, cwd, container, stdout, stderr } = process
  const { options, operands } = split(args)
  const { files } = container
  const recursive = options.includes('R')
  let code = 0
  const given = operands.length === 0 ? ['.'] : operands
  for (const [index, operand] of given.entries()) {
    const path = resolved(cwd, operand)
    const node = files.find(path) ?? files.look(path)
    if (node === undefined) {
      stderr.write(`ls: ${operand}: No such file or directory\n`)
      code = 1
    } else if (node.kind !== 'directory' || options.includes('d'))
      show(process, options, [[operand, files.look(path) ?? node]])
    else {
      const named = given.length > 1 || recursive
      if (named) stdout.write(`${index > 0 ? '\n' : ''}${operand}:\n`)
      show(process, options, inside(files, path, options))
      if (recursive) below(process, options, operand, path)
    }
  }
  return code
}

function inside(files: FileSystem, path: string, options: string): Shown {
  const names = files.names(path).filter(name => options.includes('a') || !name.startsWith('.'))
  return names.flatMap(name => {
    const node = files.look(posix.join(path, name))
    return node === undefined ? [] : [[name, node] as const]
  })
}

/** The directories in a directory, each with all that is in it. */
function below(process: Process, options: string, shown: string, path: string): void {
  const { files } = process.container
  for (const [name, { kind }] of inside(files, path, options)) {
    if (kind !== 'directory') continue
    const [deeper, place] = [posix.join(shown, name), posix.join(path, name)]
    process.stdout.write(`\n${deeper}:\n`)
    show(process, options, inside(files, place, options))
    below(process, options, deeper, place)
  }
}

function show({ stdout, tty }: Process, options: string, list: Shown): void {
  if (list.length === 0) return
  if (options.includes('l'))
    for (const [name, node] of list) stdout.write(`${longLine(name, node)}\n`)
  else {
    const apart = tty && !options.includes('1') ? '  ' : '\n'
    stdout.write(`${list.map(([name]) => name).join(apart)}\n`)
  }
}

const TYPES = { file: '-', directory: 'd', link: 'l' } as const

function longLine(name: string, { kind, mode, mtimeMs, data }: FileNode): string {
  const bits = [...'rwxrwxrwx']
    .map((letter, at) => (mode & (1 << (8 - at)) ? letter : '-'))
    .join('')
  const [, day = '', month = ''] = new Date(mtimeMs).toUTCString().split(' ')
  const when = `${month} ${day} ${new Date(mtimeMs).toISOString().slice(11, 16)}`
  const links = kind === 'directory' ? 2 : 1
  const leads = kind === 'link' ? ` -> ${data}` : ''
  return `${TYPES[kind]}${bits}    ${links} root     root     ${String(data.length).padStart(9)} ${when} ${name}${leads}`
}
