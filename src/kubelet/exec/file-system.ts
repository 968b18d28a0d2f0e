import { posix } from 'node:path'
import { CommandError } from './process.ts'

export interface FileNode {
  readonly kind: 'file' | 'directory' | 'link'
  readonly mode: number
  readonly mtimeMs: number
  /** Of a link: where it leads. */
  readonly data: Buffer
}

/** More than this a container does not keep. */
const BYTES_MAX = 64 * 1024 * 1024

/** More links than this on one way lead nowhere. */
const LINKS_MAX = 40

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

  /** What is at a path, links followed; nothing where they lead round in circles. */
  find(path: string): FileNode | undefined {
    const node = this.#nodes.get(this.#real(path))
    return node?.kind === 'link' ? undefined : node
  }

  /** What is at a path, which may be a link itself. */
  look(path: string): FileNode | undefined {
    return this.#nodes.get(this.placeOf(path))
  }

  /** @throws CommandError */
  get(path: string, as = path): FileNode {
    const node = this.find(path)
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
  write(given: string, data: Uint8Array, nowMs: number, mode = 0o644, as = given): void {
    if (given === '/dev/null') return
    const path = this.#real(given)
    const old = this.#nodes.get(path)
    if (old?.kind === 'directory') throw new CommandError(`${as}: Is a directory`)
    if (this.#nodes.get(posix.dirname(path))?.kind !== 'directory')
      throw new CommandError(`${as}: No such file or directory`)
    const kept = Buffer.from(data)
    this.#keep(path, { kind: 'file', mode: old?.mode ?? mode, mtimeMs: nowMs, data: kept }, as)
  }

  /** Makes a directory with all that are above it. @throws CommandError */
  makeDirectories(given: string, nowMs: number, mode = 0o755): void {
    const path = this.#real(given)
    const old = this.#nodes.get(path)
    if (old?.kind === 'file') throw new CommandError(`${path}: File exists`)
    if (old !== undefined) return
    this.makeDirectories(posix.dirname(path), nowMs)
    this.#nodes.set(path, { ...directory(nowMs), mode })
  }

  /** The names in a directory, sorted. */
  names(given: string): string[] {
    const path = this.#real(given)
    const prefix = path === '/' ? '/' : `${path}/`
    const names: string[] = []
    for (const known of this.#nodes.keys())
      if (known !== '/' && known.startsWith(prefix) && !known.includes('/', prefix.length))
        names.push(known.slice(prefix.length))
    return names.sort()
  }

  /** Removes a file, or a directory with all that is in it; of the root what is in it alone. */
  remove(given: string): void {
    const path = this.placeOf(given)
    const inside = path === '/' ? path : `${path}/`
    for (const known of [...this.#nodes.keys()])
      if (known !== '/' && (known === path || known.startsWith(inside))) {
        this.#bytes -= this.#nodes.get(known)?.data.length ?? 0
        this.#nodes.delete(known)
      }
  }

  /** Makes a link, in place of one that is there. @throws CommandError */
  link(given: string, target: string, nowMs: number): void {
    const path = this.placeOf(given)
    if ((this.#nodes.get(path)?.kind ?? 'link') !== 'link')
      throw new CommandError(`${given}: File exists`)
    if (this.#nodes.get(posix.dirname(path))?.kind !== 'directory')
      throw new CommandError(`${given}: No such file or directory`)
    const data = Buffer.from(target)
    this.#keep(path, { kind: 'link', mode: 0o777, mtimeMs: nowMs, data }, given)
  }

  /** The path as it is when the links on the way are followed, but not the last. */
  placeOf(path: string): string {
    return path === '/' ? path : posix.join(this.#real(posix.dirname(path)), posix.basename(path))
  }

  #keep(path: string, node: FileNode, as: string): void {
    const bytes = this.#bytes + node.data.length - (this.#nodes.get(path)?.data.length ?? 0)
    if (bytes > BYTES_MAX) throw new CommandError(`${as}: No space left on device`)
    this.#bytes = bytes
    this.#nodes.set(path, node)
  }

  #real(path: string): string {
    let done = '/'
    let rest = path.split('/').filter(name => name !== '')
    for (let links = 0; rest.length > 0; ) {
      const [name = '', ...after] = rest
      const next = posix.join(done, name)
      const node = this.#nodes.get(next)
      if (node?.kind !== 'link' || ++links > LINKS_MAX) {
        done = next
        rest = after
      } else {
        const target = resolved(done, node.data.toString())
        rest = [...target.split('/').filter(part => part !== ''), ...after]
        done = '/'
      }
    }
    return done
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
