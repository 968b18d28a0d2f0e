// Bytes to disk so that they stay there. The journal is written through an interface, so that a
// test can let the disk be full.
import * as fs from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OWNER_ONLY } from './directory.ts'

/** Writing at the end of an open file. */
export interface Disk {
  write(fd: number, bytes: Uint8Array): Promise<void>
  /** Resolves when what was written survives a loss of power. */
  sync(fd: number): Promise<void>
}

export const realDisk: Disk = {
  async write(fd, bytes) {
    for (let done = 0; done < bytes.length; ) done += await writeSome(fd, bytes.subarray(done))
  },
  sync: fd =>
    new Promise((resolve, reject) => {
      fs.fdatasync(fd, error => (error === null ? resolve() : reject(error)))
    }),
}

/** Replaces a file by another with these contents, whole or not at all. Returns its length in bytes. */
export async function replaceFile(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  const length = await writeDraft(path, chunks)
  await putInPlace(path)
  return length
}

/** The first half: the new file is on disk beside the old one. What fails here leaves the old one as it is. */
export async function writeDraft(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  const draft = draftOf(path)
  let length = 0
  try {
    const file = await open(draft, 'w', OWNER_ONLY)
    try {
      let unsynced = 0
      for (const chunk of chunks) {
        await realDisk.write(file.fd, chunk)
        length += chunk.length
        unsynced += chunk.length
        if (unsynced < SYNC_EVERY_BYTES) continue
        await realDisk.sync(file.fd)
        unsynced = 0
      }
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
  return length
}

/** The second half. A name in a folder survives only when the folder has been synced, too. */
export async function putInPlace(path: string): Promise<void> {
  await rename(draftOf(path), path)
  const directory = await open(dirname(path), 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** In portions, or the journal's syncs would wait for one that is as big as the file. */
const SYNC_EVERY_BYTES = 2 * 1024 * 1024

const draftOf = (path: string): string => `${path}.tmp`

function writeSome(fd: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(fd, bytes, 0, bytes.length, null, (error, written) =>
      error === null ? resolve(written) : reject(error),
    )
  })
}
