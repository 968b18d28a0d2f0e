import { type Area, verb } from './verb.ts'

export const reading: Area = {
  title: 'Looking at objects',
  verbs: [
    verb(
      'wait',
      'kubectl wait deploy/web --for=condition=Available --timeout=20s',
      /condition met/,
    ),
    verb(
      'wait --for=jsonpath',
      "kubectl wait deploy/web --for=jsonpath='{.status.readyReplicas}'=2 --timeout=20s",
      /condition met/,
    ),
    verb(
      'wait --for=create',
      'kubectl wait deploy/web --for=create --timeout=5s',
      /condition met/,
      { since: [31, 'has no such condition'] },
    ),
    verb('get', 'kubectl get deploy,rs,pods -o wide', /deployment\.apps\/web +2\/2/),
    verb('get all', 'kubectl get all', /cronjob\.batch\/tick/),
    verb('get -f', 'kubectl get -f notes.yaml', /^notes +1/m),
    verb('get -A', 'kubectl get pods -A --no-headers --chunk-size=1', /^default +web-/m),
    verb('get -l, --show-labels, -L', 'kubectl get cm -l set --show-labels -L set', /set=notes/),
    verb(
      'get --field-selector',
      'kubectl get pods --field-selector=status.phase!=Failed,spec.nodeName!= -o name',
      /pod\/web-/,
    ),
    verb('get --sort-by', 'kubectl get cm --sort-by=.metadata.creationTimestamp', /^conf/m),
    verb('get -o json', 'kubectl get cm notes -o json --show-managed-fields', /"managedFields"/),
    verb('get -o yaml', 'kubectl get cm notes -o yaml', /^ {2}color: red$/m),
    verb('get -o kyaml', 'kubectl get cm notes -o kyaml', /^ {4}color: "red"/m, {
      since: [35, 'has no such output'],
    }),
    verb('get -o jsonpath', 'kubectl get deploy web -o jsonpath={.spec.replicas}', /^2$/),
    verb(
      'get -o go-template',
      "kubectl get cm -l set -o go-template='{{range .items}}{{.metadata.name}} {{end}}'",
      /notes /,
    ),
    verb(
      'get -o custom-columns',
      'kubectl get cm notes -o custom-columns=N:.metadata.name,C:.data.color',
      /^notes +red$/m,
    ),
    verb('get -w', 'timeout 2 kubectl get deploy web -w', /web +2\/2/, { code: 124 }),
    verb(
      'get --watch-only',
      'timeout 3 kubectl get cm -w --watch-only --output-watch-events & sleep 1; kubectl label cm notes seen=yes; wait %1',
      /MODIFIED +notes/,
      { code: 124 },
    ),
    verb('get --subresource', 'kubectl get deploy web --subresource=scale', /^web +2 +2/m),
    verb('describe', 'kubectl describe deploy web', /ScalingReplicaSet/),
    verb('describe of all that is there', 'kubectl describe all', /Controlled By: +ReplicaSet/),
    verb('describe a node', 'kubectl describe node worker-1', /Allocated resources:/),
    verb('events', 'kubectl events', /Scheduled/),
    verb(
      'events --for --types',
      'kubectl events --for deploy/web --types=Normal',
      /ScalingReplicaSet/,
    ),
    verb('cluster-info dump', 'kubectl cluster-info dump', /==== START logs for container/),
  ],
}
