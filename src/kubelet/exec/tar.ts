/** A file or directory in an archive. */
export interface TarEntry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link'
  readonly mode: number
  readonly mtimeMs: number
  /** Of a link: where it leads. */
  readonly data: Buffer
}

const BLOCK = 512
const NAME_MAX = 100
const TYPES = { file: '0', directory: '5', link: '2' } as const
const NOTHING = Buffer.alloc(0)

/** The bytes of an archive, in the form of ustar with GNU's long names. */
export function packed(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(entry => {
    const name = entry.kind === 'directory' ? `${entry.name.replace(/\/$/, '')}/` : entry.name
    const isLink = entry.kind === 'link'
    const target = isLink ? entry.data : NOTHING
    const size = isLink ? 0 : entry.data.length
    return [
      ...longText('L', Buffer.from(name)),
      ...longText('K', target),
      header(name, TYPES[entry.kind], entry.mode, entry.mtimeMs, { size, target }),
      ...(isLink ? [] : [padded(entry.data)]),
    ]
  })
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)])
}

/** A name or the target of a link that is too long for a header stands before it. */
function longText(type: 'L' | 'K', text: Buffer): readonly Buffer[] {
  if (text.length <= NAME_MAX) return []
  const ended = Buffer.concat([text, Buffer.alloc(1)])
  return [
    header('././@LongLink', type, 0, 0, { size: ended.length, target: NOTHING }),
    padded(ended),
  ]
}

const padded = (data: Buffer): Buffer =>
  Buffer.concat([data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)])

function header(
  name: string,
  type: string,
  mode: number,
  mtimeMs: number,
  { size, target }: { readonly size: number; readonly target: Buffer },
): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  Buffer.from(name).copy(block, 0, 0, NAME_MAX)
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(Math.floor(mtimeMs / 1000), 136, 12)
  block.write(type, 156)
  target.copy(block, 157, 0, NAME_MAX)
  block.write('ustar  \0root', 257, 'latin1')
  block.write('root', 297, 'latin1')
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** What is in an archive. Hard links and devices are left out. @throws Error when it is none */
export function unpacked(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = []
  let long: LongTexts = {}
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const head = archive.subarray(at, at + BLOCK)
    if (head[0] === 0) break
    const size = number(head, 124, 12)
    const data = archive.subarray(at + BLOCK, at + BLOCK + size)
    if (Number.isNaN(size) || data.length < size) throw new Error('short read')
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const type = String.fromCharCode(head[156] ?? 0)
    if (type === 'L') long = { ...long, name: text(data, 0, data.length) }
    else if (type === 'K') long = { ...long, target: text(data, 0, data.length) }
    else if (type === 'x') long = { ...long, ...paxTexts(data) }
    else {
      if ('02\x005'.includes(type)) entries.push(entryOf(head, data, long))
      long = {}
    }
  }
  return entries
}

/** What was told before a header, because it is too long for it. */
interface LongTexts {
  readonly name?: string
  readonly target?: string
}

function entryOf(head: Buffer, data: Buffer, long: LongTexts): TarEntry {
  const prefix = head.toString('latin1', 257, 263) === 'ustar\0' ? text(head, 345, 155) : ''
  const name = long.name ?? `${prefix === '' ? '' : `${prefix}/`}${text(head, 0, NAME_MAX)}`
  const type = String.fromCharCode(head[156] ?? 0)
  const kind = type === '2' ? 'link' : type === '5' || name.endsWith('/') ? 'directory' : 'file'
  return {
    name,
    kind,
    mode: number(head, 100, 8) & 0o777,
    mtimeMs: number(head, 136, 12) * 1000,
    data: kind === 'link' ? Buffer.from(long.target ?? text(head, 157, NAME_MAX)) : data,
  }
}

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at)
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end)
}

const number = (block: Buffer, at: number, length: number): number =>
  Number.parseInt(text(block, at, length).trim() || '0', 8)

function paxTexts(data: Buffer): LongTexts {
  const found: { name?: string; target?: string } = {}
  for (const [, key, value = ''] of data.toString().matchAll(/\d+ (path|linkpath)=([^\n]*)\n/g))
    found[key === 'path' ? 'name' : 'target'] = value
  return found
}
