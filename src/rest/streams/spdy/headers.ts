import { constants, createInflate, type Inflate } from 'node:zlib'
import { DICTIONARY, DICTIONARY_ID } from './dictionary.ts'
import { words } from './frames.ts'

const HEADER_BYTES_MAX = 1024 * 1024

/** Unpacks the headers of one connection, which are one compressed stream. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({
    dictionary: DICTIONARY,
    flush: constants.Z_SYNC_FLUSH,
    readableHighWaterMark: HEADER_BYTES_MAX,
  } as Parameters<typeof createInflate>[0])

  /** @throws Error when the bytes are no headers */
  async read(block: Buffer): Promise<Map<string, string>> {
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('error', reject)
      this.#inflate.write(block, () => {
        this.#inflate.off('error', reject)
        resolve()
      })
    })
    return headersIn((this.#inflate.read() as Buffer | null) ?? Buffer.alloc(4))
  }
}

function headersIn(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>()
  let at = 4
  const text = (): string => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    return bytes.toString('latin1', at - length, at)
  }
  for (let left = bytes.readUInt32BE(0); left > 0; left -= 1) {
    const name = text()
    headers.set(name.toLowerCase(), text())
  }
  return headers
}

/** An empty block, at which readers hand out what they have read. */
const FLUSH = Buffer.from([0, 0, 0, 0xff, 0xff])

/** Packs headers. They are few and short, so they are stored in the compressed stream as they are. */
export class HeaderWriter {
  #begun = false

  write(headers: Iterable<readonly [string, string]> = []): Buffer {
    const pairs = [...headers].flatMap(pair => pair.map(one => Buffer.from(one, 'latin1')))
    const plain = Buffer.concat([
      words(pairs.length / 2),
      ...pairs.flatMap(one => [words(one.length), one]),
    ])
    const block = Buffer.alloc(5)
    block.writeUInt16LE(plain.length, 1)
    block.writeUInt16LE(plain.length ^ 0xffff, 3)
    const start = this.#begun ? [] : [Buffer.from([0x78, 0xbb]), words(DICTIONARY_ID)]
    this.#begun = true
    return Buffer.concat([...start, block, plain, FLUSH])
  }
}
