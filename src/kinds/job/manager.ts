import { type Cause, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength } from '../../meta/names.ts'
import { domainPathErrors } from '../domain-path.ts'

const BYTES_MAX = 63

/** Who looks after a Job: a path below a domain. */
export function checkManager(out: Cause[], manager: string, path: string): void {
  if (manager === '') out.push(required(path))
  else out.push(...domainPathErrors(manager, path))
  if (byteLength(manager) > BYTES_MAX) out.push(tooLong(path, BYTES_MAX))
}
