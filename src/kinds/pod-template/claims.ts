// Claims of devices that a Pod names.
import { type Cause, duplicate, invalid, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type { PodResourceClaim } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { checkText } from './check.ts'

const NO_CLAIMS: ReadonlySet<string> = new Set()

/** The names of a Pod's claims, sound or not. */
export function claimNamesOf(claims: readonly PodResourceClaim[] | undefined): ReadonlySet<string> {
  return claims === undefined
    ? NO_CLAIMS
    : new Set(claims.map(({ name }) => name).filter(name => name))
}

export function checkResourceClaims(
  out: Cause[],
  claims: readonly PodResourceClaim[] | undefined,
  path: string,
): void {
  if (claims === undefined) return
  const seen = new Set<string>()
  for (const [index, claim] of claims.entries()) {
    const at = `${path}[${index}]`
    checkClaimName(out, claim.name, seen, `${at}.name`)
    const { resourceClaimName: name, resourceClaimTemplateName: template } = claim
    const shown = goStruct('core/v1.PodResourceClaim', claim)
    if (name !== undefined && template !== undefined)
      out.push(
        invalid(
          at,
          shown,
          'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        ),
      )
    if (name === undefined && template === undefined)
      out.push(
        invalid(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'),
      )
    if (name !== undefined) checkText(out, dnsSubdomainErrors, name, `${at}.resourceClaimName`)
    if (template !== undefined)
      checkText(out, dnsSubdomainErrors, template, `${at}.resourceClaimTemplateName`)
  }
}

function checkClaimName(out: Cause[], name: string, seen: Set<string>, path: string): void {
  if (!name) out.push(required(path))
  else if (seen.has(name)) out.push(duplicate(path, name))
  else {
    checkText(out, dnsLabelErrors, name, path)
    seen.add(name)
  }
}
