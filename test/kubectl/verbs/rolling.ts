import { type Area, verb } from './verb.ts'

export const rolling: Area = {
  title: 'Rolling out',
  verbs: [
    verb(
      'rollout status',
      'kubectl rollout status ds/log-agent --timeout=20s',
      /successfully rolled out/,
    ),
    verb(
      'rollout history',
      'kubectl rollout status deploy/web --timeout=30s && kubectl rollout history deploy/web',
      /^2 +<none>/m,
    ),
    verb('rollout history --revision', 'kubectl rollout history deploy/web --revision=1', /nginx/),
    verb('rollout undo', 'kubectl rollout undo deploy/web', /rolled back/),
    verb(
      'rollout undo --to-revision',
      'kubectl rollout undo deploy/web --to-revision=1',
      /rolled back/,
    ),
    verb('rollout pause', 'kubectl rollout pause deploy/web', /paused/),
    verb('rollout resume', 'kubectl rollout resume deploy/web', /resumed/),
    verb('rollout restart', 'kubectl rollout restart deploy/web', /restarted/),
    verb('scale', 'kubectl scale deploy/web --replicas=1', /scaled/),
    verb(
      'scale --current-replicas',
      'kubectl scale deploy/web --current-replicas=1 --replicas=2 --timeout=20s',
      /scaled/,
    ),
    verb('autoscale', 'kubectl autoscale deploy/web --max=3 --cpu-percent=50', /autoscaled/),
    verb('expose', 'kubectl expose deploy/web --port=80', /exposed/),
  ],
}
