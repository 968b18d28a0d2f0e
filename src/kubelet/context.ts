// Who a kubelet is to the registry.
import { type RequestContext, systemContext } from '../registry/context.ts'

const known = new Map<string, RequestContext>()

/** The context of the kubelet of a node: user `system:node:NAME`, manager `kubelet`. */
export function kubeletContext(nodeName: string): RequestContext {
  let context = known.get(nodeName)
  if (context === undefined) {
    context = systemContext(`system:node:${nodeName}`, 'kubelet', ['system:nodes'])
    known.set(nodeName, context)
  }
  return context
}
