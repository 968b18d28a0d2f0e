// `mimikube serve`: opens the store, makes the cluster, listens, and says where.
import { type ServeOptions, serveCluster } from '../cluster/serve.ts'
import type { ServeFlags } from './args.ts'

/** What was started, and how it is ended. */
export interface Serving {
  /** The block that tells a person how to go on. */
  readonly text: string
  close(): Promise<void>
}

/** @throws ListenError or StoreOpenError, whose messages are shown as they are. */
export async function serve(flags: ServeFlags & Pick<ServeOptions, 'onFatal'>): Promise<Serving> {
  const serving = await serveCluster(flags)
  return {
    text: blockOf(
      serving.url,
      flags.kubeconfig,
      serving.nodes,
      flags.store === 'json' ? flags.data : undefined,
    ),
    close: () => serving.close(),
  }
}

function blockOf(url: string, kubeconfig: string, nodes: number, data: string | undefined): string {
  return `mimikube serves Kubernetes at ${url}

  export KUBECONFIG=${kubeconfig}
  kubectl get nodes

  GraphQL  ${url}/graphql
  nodes    ${nodes}
  data     ${data ?? 'in memory only'}
`
}
