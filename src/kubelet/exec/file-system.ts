import { posix } from 'node:path'
import { CommandError } from './process.ts'

export interface FileNode {
  readonly kind: 'file' | 'directory'
  readonly mode: number
  readonly mtimeMs: number
  readonly data: Buffer
}

/** More than this a container does not keep. */
const BYTES_MAX = 64 * 1024 * 1024

const NO_DATA = Buffer.alloc(0)

/** Files and directories of one container, by absolute path. */
export class FileSystem {
  readonly #nodes = new Map<string, FileNode>()
  #bytes = 0

  constructor(nowMs: number) {
    for (const path of [
      '/',
      '/bin',
      '/dev',
      '/etc',
      '/home',
      '/proc',
      '/root',
      '/tmp',
      '/usr',
      '/var',
    ])
      this.#nodes.set(path, directory(nowMs))
  }

  find(path: string): FileNode | undefined {
    return this.#nodes.get(path)
  }

  /** @throws CommandError */
  get(path: string, as = path): FileNode {
    const node = this.#nodes.get(path)
    if (node === undefined) throw new CommandError(`${as}: No such file or directory`)
    return node
  }

  /** The content of a file. @throws CommandError */
  read(path: string, as = path): Buffer {
    if (path === '/dev/null') return NO_DATA
    const node = this.get(path, as)
    if (node.kind === 'directory') throw new CommandError(`${as}: Is a directory`)
    return node.data
  }

  /** @throws CommandError when its directory is not there */
  write(path: string, data: Uint8Array, nowMs: number, mode = 0o644, as = path): void {
    if (path === '/dev/null') return
    const old = this.#nodes.get(path)
    if (old?.kind === 'directory') throw new CommandError(`${as}: Is a directory`)
    if (this.#nodes.get(posix.dirname(path))?.kind !== 'directory')
      throw new CommandError(`${as}: No such file or directory`)
    const bytes = this.#bytes + data.length - (old?.data.length ?? 0)
    if (bytes > BYTES_MAX) throw new CommandError(`${as}: No space left on device`)
    this.#bytes = bytes
    const kept = Buffer.from(data)
    this.#nodes.set(path, { kind: 'file', mode: old?.mode ?? mode, mtimeMs: nowMs, data: kept })
  }

  /** Makes a directory with all that are above it. @throws CommandError */
  makeDirectories(path: string, nowMs: number, mode = 0o755): void {
    const old = this.#nodes.get(path)
    if (old?.kind === 'file') throw new CommandError(`${path}: File exists`)
    if (old !== undefined) return
    this.makeDirectories(posix.dirname(path), nowMs)
    this.#nodes.set(path, { ...directory(nowMs), mode })
  }

  /** The names in a directory, sorted. */
  names(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`
    const names: string[] = []
    for (const known of this.#nodes.keys())
      if (known !== '/' && known.startsWith(prefix) && !known.includes('/', prefix.length))
        names.push(known.slice(prefix.length))
    return names.sort()
  }

  /** Removes a file, or a directory with all that is in it. */
  remove(path: string): void {
    for (const known of [...this.#nodes.keys()])
      if (known === path || known.startsWith(`${path}/`)) {
        this.#bytes -= this.#nodes.get(known)?.data.length ?? 0
        this.#nodes.delete(known)
      }
  }
}

const directory = (mtimeMs: number): FileNode => ({
  kind: 'directory',
  mode: 0o755,
  mtimeMs,
  data: NO_DATA,
})

/** A path as given, seen from a working directory. */
export function resolved(cwd: string, path: string): string {
  const full = posix.resolve('/', cwd, path)
  return full.length > 1 && full.endsWith('/') ? full.slice(0, -1) : full
}
