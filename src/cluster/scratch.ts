import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own, for as long as somebody needs it. */
export interface Scratch {
  readonly path: string
  remove(): Promise<void>
}

export async function makeScratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), 'mimikube-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
