import { type Cause, invalid } from '../meta/field-errors.ts'
import { dnsSubdomainErrors, patternText } from '../meta/names.ts'

const PATH_PATTERN = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const PATH = new RegExp(`^${PATH_PATTERN}$`)

/** What is wrong with a path below a domain, by which somebody names himself: `acme.io/foo`. */
export function domainPathErrors(text: string, path: string): Cause[] {
  const slash = text.indexOf('/')
  const domain = text.slice(0, slash)
  const rest = text.slice(slash + 1)
  if (slash < 0 || domain === '' || rest === '')
    return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const causes = dnsSubdomainErrors(domain).map(error => invalid(path, domain, error))
  if (!PATH.test(rest)) causes.push(invalid(path, rest, patternText('Invalid path', PATH_PATTERN)))
  return causes
}
