import { createHash } from 'node:crypto'
import { lease } from '../../kinds/index.ts'
import { formatMicroTime } from '../../meta/time.ts'
import { type Draft, draft } from './draft.ts'

/** The Lease by which an API server shows that it is there; named by its host, so that a restart finds it. */
export function leaseDraft(hostname: string, serverUid: string, nowMs: number): Draft {
  const name = `apiserver-${base32(createHash('sha256').update(hostname).digest()).slice(0, 26)}`
  return draft(lease, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: {
        'apiserver.kubernetes.io/identity': 'kube-apiserver',
        'kubernetes.io/hostname': hostname,
      },
    },
    spec: {
      holderIdentity: `${name}_${serverUid}`,
      leaseDurationSeconds: 3600,
      renewTime: formatMicroTime(nowMs),
    },
  })
}

function base32(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]
  return text
}
