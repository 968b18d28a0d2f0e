import { stringify } from 'yaml'
import type { AdminCredentials } from './secured.ts'

/**
 * A kubeconfig of the administrator. Without TLS, `insecure-skip-tls-verify` is there for clients that refuse
 * plain HTTP without it.
 */
export function kubeconfigFor(url: string, credentials: AdminCredentials | undefined): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'mimikube',
    contexts: [{ name: 'mimikube', context: { cluster: 'mimikube', user: 'kubernetes-admin' } }],
    clusters: [{ name: 'mimikube', cluster: { server: url, ...trustIn(credentials) } }],
    users: [{ name: 'kubernetes-admin', user: shownBy(credentials) }],
  })
}

const trustIn = (credentials: AdminCredentials | undefined) =>
  credentials === undefined
    ? { 'insecure-skip-tls-verify': true }
    : { 'certificate-authority-data': base64(credentials.ca) }

const shownBy = (credentials: AdminCredentials | undefined) =>
  credentials === undefined
    ? {}
    : {
        'client-certificate-data': base64(credentials.certificate),
        'client-key-data': base64(credentials.key),
      }

const base64 = (text: string): string => Buffer.from(text).toString('base64')
