import { type Cause, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength, dnsSubdomainErrors, patternText } from '../../meta/names.ts'
import { checkText } from '../pod-template/check.ts'

const PATH_PATTERN = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const PATH = new RegExp(`^${PATH_PATTERN}$`)
const BYTES_MAX = 63

/** Who looks after a Job: a path below a domain. */
export function checkManager(out: Cause[], manager: string, path: string): void {
  if (manager === '') out.push(required(path))
  else checkDomainPath(out, manager, path)
  if (byteLength(manager) > BYTES_MAX) out.push(tooLong(path, BYTES_MAX))
}

function checkDomainPath(out: Cause[], manager: string, path: string): void {
  const slash = manager.indexOf('/')
  const domain = manager.slice(0, slash)
  const rest = manager.slice(slash + 1)
  if (slash < 0 || domain === '' || rest === '')
    return void out.push(
      invalid(path, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'),
    )
  checkText(out, dnsSubdomainErrors, domain, path)
  if (!PATH.test(rest)) out.push(invalid(path, rest, patternText('Invalid path', PATH_PATTERN)))
}
