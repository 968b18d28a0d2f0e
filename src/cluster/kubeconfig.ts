import { stringify } from 'yaml'

/** A kubeconfig for a server without TLS; `insecure-skip-tls-verify` is there for clients that refuse plain HTTP without it. */
export function kubeconfigFor(url: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'mimikube',
    contexts: [{ name: 'mimikube', context: { cluster: 'mimikube', user: 'kubernetes-admin' } }],
    clusters: [{ name: 'mimikube', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'kubernetes-admin', user: {} }],
  })
}
