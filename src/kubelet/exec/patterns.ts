import { posix } from 'node:path'
import { type FileSystem, resolved } from './file-system.ts'

/** The paths that a shell's pattern matches, as they are written: `*` and `?` in any of its names. */
export function matchingPaths(files: FileSystem, cwd: string, pattern: string): string[] {
  const absolute = pattern.startsWith('/')
  const names = pattern.split('/').filter(name => name !== '')
  let found = [absolute ? '/' : '']
  for (const name of names) found = found.flatMap(path => matchesIn(files, cwd, path, name))
  return found
}

function matchesIn(files: FileSystem, cwd: string, path: string, name: string): string[] {
  const place = resolved(cwd, path)
  if (!/[*?]/.test(name)) {
    const next = posix.join(path, name)
    return files.look(resolved(cwd, next)) === undefined ? [] : [next]
  }
  if (files.find(place)?.kind !== 'directory') return []
  const matches = new RegExp(
    `^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/[*?]/g, letter => (letter === '*' ? '.*' : '.'))}$`,
  )
  return files
    .names(place)
    .filter(one => matches.test(one) && (name.startsWith('.') || !one.startsWith('.')))
    .map(one => posix.join(path, one))
}
