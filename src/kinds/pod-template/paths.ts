// Paths in volumes: relative ones, and ones that do not climb.
import { type Cause, invalid } from '../../meta/field-errors.ts'

export function checkNoBacksteps(out: Cause[], text: string, path: string): void {
  if (text.includes('..') && text.split('/').includes('..'))
    out.push(invalid(path, text, "must not contain '..'"))
}

export function checkDescending(out: Cause[], text: string, path: string): void {
  if (text.startsWith('/')) out.push(invalid(path, text, 'must be a relative path'))
  checkNoBacksteps(out, text, path)
}

/** A relative path that keeps clear of the names that volumes use themselves. */
export function checkLocalPath(out: Cause[], text: string, path: string): void {
  checkDescending(out, text, path)
  if (text.startsWith('..') && !text.startsWith('../'))
    out.push(invalid(path, text, "must not start with '..'"))
}
