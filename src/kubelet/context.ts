// Who a kubelet is to the registry.
import { type RequestContext, systemContext } from '../registry/context.ts'

const known = new Map<string, RequestContext>()

/** Who makes a Node with all that it is to carry: a node itself may not give itself every label. */
export const registrarContext = (nodeName: string): RequestContext =>
  systemContext(`system:node:${nodeName}`, 'kubelet', ['system:nodes', 'system:masters'])

/** The context of the kubelet of a node: user `system:node:NAME`, manager `kubelet`. */
export function kubeletContext(nodeName: string): RequestContext {
  let context = known.get(nodeName)
  if (context === undefined) {
    context = systemContext(`system:node:${nodeName}`, 'kubelet', ['system:nodes'])
    known.set(nodeName, context)
  }
  return context
}
