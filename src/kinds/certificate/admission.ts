// Who may not be asked for: a certificate for the masters, who may do everything.
import type { AdmissionRule } from '../../meta/kind.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { CertificateSigningRequest } from '../../schema/generated/certificates-v1.ts'

const SIGNER = 'kubernetes.io/kube-apiserver-client'
const MASTERS = 'system:masters'
const REQUESTS = { group: 'certificates.k8s.io', plural: 'certificatesigningrequests' }

export const certificateSubjectRestriction: AdmissionRule<CertificateSigningRequest> = {
  name: 'CertificateSubjectRestriction',
  check: (next, _old, { operation, subresource }) => {
    const { signerName, request } = next?.spec ?? {}
    if (operation !== 'CREATE' || subresource !== '' || signerName !== SIGNER) return
    if (organizationsOf(request ?? '').includes(MASTERS))
      throw forbiddenStatus(
        REQUESTS,
        next?.metadata.name ?? '',
        `use of ${SIGNER} signer with ${MASTERS} group is not allowed`,
      )
  },
}

/** The object identifier of organizationName, as DER has it. */
const ORGANIZATION = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a])

/** The organizations in the subject of a request: the texts that follow their identifier. */
export function organizationsOf(request: string): string[] {
  const pem = Buffer.from(request, 'base64').toString('latin1')
  const body = /-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END/.exec(pem)?.[1] ?? ''
  const der = Buffer.from(body, 'base64')
  const found: string[] = []
  for (let at = der.indexOf(ORGANIZATION); at >= 0; at = der.indexOf(ORGANIZATION, at + 1)) {
    const start = at + ORGANIZATION.length + 2
    const length = der[start - 1] ?? 0
    found.push(der.subarray(start, start + length).toString('utf8'))
  }
  return found
}
