import { type Area, verb } from './verb.ts'

export const nodes: Area = {
  title: 'Nodes',
  verbs: [
    verb('cordon', 'kubectl cordon worker-1', /cordoned/),
    verb(
      'drain --dry-run',
      'kubectl drain worker-1 --dry-run=client --force',
      /DaemonSet-managed/,
      {
        code: 1,
      },
    ),
    verb(
      'drain',
      'kubectl drain worker-1 --ignore-daemonsets --force --delete-emptydir-data --timeout=60s',
      /drained/,
    ),
    verb('uncordon', 'kubectl uncordon worker-1', /uncordoned/),
    verb('taint', 'kubectl taint node worker-2 a=b:NoSchedule', /tainted/),
    verb('taint, taken away', 'kubectl taint node worker-2 a-', /untainted/),
    verb('label a node', 'kubectl label node worker-2 disk=ssd --overwrite', /labeled/),
  ],
}
