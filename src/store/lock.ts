// One process a folder: a file `lock` holds the pid and the host of who is in.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { kill, pid } from 'node:process'
import { codeOf, StoreOpenError } from './failures.ts'

interface Holder {
  readonly pid: number
  readonly host: string
}

/** Paths that this process holds: its own pid in a file does not tell a leftover from another store in here. */
const held = new Set<string>()

/** Takes the lock of a folder, over from a process that is gone if need be; returns how to release it. */
export async function lockDirectory(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, 'lock')
  if (held.has(path)) throw inUse(dir, path, pid)
  held.add(path)
  try {
    await take(dir, path)
  } catch (error) {
    held.delete(path)
    throw error
  }
  return async () => {
    await rm(path, { force: true })
    held.delete(path)
  }
}

async function take(dir: string, path: string): Promise<void> {
  const mine = `${JSON.stringify({ pid, host: hostname() })}\n`
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await writeFile(path, mine, { flag: 'wx' })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    await removeStale(dir, path)
  }
  throw new StoreOpenError(`${dir} is being opened by several processes at once: start only one`)
}

async function removeStale(dir: string, path: string): Promise<void> {
  const seen = await textOf(path)
  if (seen === undefined) return
  const holder = parse(seen)
  if (holder !== undefined && isThere(holder)) throw inUse(dir, path, holder.pid, holder.host)
  // Another process may have come to the same conclusion and be in by now, so what is moved away is looked at again.
  const aside = `${path}.${pid}`
  await rename(path, aside).catch(ignoreMissing)
  const moved = await textOf(aside)
  if (moved !== undefined && moved !== seen) {
    await rename(aside, path)
    throw inUse(dir, path, parse(moved)?.pid ?? 0)
  }
  await rm(aside, { force: true })
}

/** A host that is not this one cannot be asked, so its process is taken to be there. */
function isThere(holder: Holder): boolean {
  if (holder.host !== hostname()) return true
  if (holder.pid === pid) return false
  try {
    kill(holder.pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function inUse(dir: string, path: string, holder: number, host = hostname()): StoreOpenError {
  const where = host === hostname() ? '' : ` on ${host}`
  return new StoreOpenError(
    `${dir} is in use by process ${holder}${where}: stop it, choose another folder, or remove ${path} if it is gone`,
  )
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const { pid: holder, host } = value as Partial<Holder>
    return typeof holder === 'number' && typeof host === 'string'
      ? { pid: holder, host }
      : undefined
  } catch {
    return undefined
  }
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(ignoreMissing)

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
  return undefined
}
