// Who approves or signs a certificate request has the right over its signer, beside that over the request.
// Follows `plugin/pkg/admission/certificates`.
import { isDeepStrictEqual } from 'node:util'
import { goQuote } from '../meta/field-errors.ts'
import type { UserInfo } from '../meta/kind.ts'
import { forbiddenStatus } from '../meta/status.ts'
import type { ClusterRule } from '../registry/admission.ts'
import type { CertificateSigningRequest } from '../schema/generated/certificates-v1.ts'
import { type Authorizer, resourceAttributes } from './attributes.ts'
import { isMaster } from './authorizer.ts'

const GROUP = 'certificates.k8s.io'

type Request = CertificateSigningRequest

export function certificateApproval(authorizer: Authorizer): ClusterRule {
  return {
    name: 'CertificateApproval',
    check(of, object, old, { subresource, user }) {
      if (of.kind.group !== GROUP || of.kind.plural !== 'certificatesigningrequests') return
      if (object === undefined || old === undefined || isMaster(user)) return
      const request = old as Request
      const verb = verbOf(subresource, object as Request, request)
      const signer = request.spec?.signerName ?? ''
      if (verb === undefined || mayOver(authorizer, user, verb, signer)) return
      const why = `user not permitted to ${verb} requests with signerName ${goQuote(signer)}`
      throw forbiddenStatus(of.kind, of.name, why)
    },
  }
}

/** What a write does with a request: `status` signs only when the certificate comes, or the failure to sign. */
function verbOf(subresource: string, next: Request, old: Request): 'approve' | 'sign' | undefined {
  if (subresource === 'approval') return 'approve'
  if (subresource !== 'status') return undefined
  const failed = ({ status }: Request) =>
    status?.conditions?.filter(({ type }) => type === 'Failed')
  const same =
    next.status?.certificate === old.status?.certificate &&
    isDeepStrictEqual(failed(next) ?? [], failed(old) ?? [])
  return same ? undefined : 'sign'
}

/** The right over this signer, or over all of its domain. */
function mayOver(authorizer: Authorizer, user: UserInfo, verb: string, signer: string): boolean {
  const [domain = ''] = signer.split('/')
  return [signer, `${domain}/*`].some(name => {
    const asked = { verb, group: GROUP, version: '*', resource: 'signers', name }
    return authorizer.decide(user, resourceAttributes(asked)).allowed
  })
}
