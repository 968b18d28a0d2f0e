import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './failures.ts'

/** Keys and Secrets are in there: other users of the machine have no business with them. */
const MODE = 0o700

/** Files too, since the folder may be an older one. */
export const OWNER_ONLY = 0o600

/**
 * Makes a folder with those above it. Node's own recursive mkdir never ends where the system denies that a parent
 * is there which is (/proc).
 * @throws the system's error
 */
export async function makeDirectory(path: string): Promise<void> {
  if (await made(path)) return
  await makeDirectory(dirname(path))
  await mkdir(path, MODE)
}

/** False when a folder above is missing. */
async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path, MODE)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' || code === 'EISDIR') return true
    if (code === 'ENOENT' && dirname(path) !== path) return false
    throw error
  }
}
