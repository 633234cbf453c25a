{{/* What judges a new version. */}}
{{- define "service.analysis" -}}
{{- $analysis := .Values.web.release.analysis -}}
templates:
  - templateName: {{ $analysis.template | quote }}
    clusterScope: true
args:
  - name: namespace
    value: {{ .Release.Namespace | quote }}
  - name: service
    value: {{ .Values.name | quote }}
  - name: revision
    value: {{ include "service.revision" . | quote }}
  {{- range $name, $value := $analysis.args }}
  - name: {{ $name | quote }}
    value: {{ $value | quote }}
  {{- end }}
{{- end }}

{{/* By weight: each step moves traffic, then waits for the judgement; the last step is all of it. */}}
{{- define "service.canary" -}}
{{- $web := .Values.web -}}
minPodsPerReplicaSet: {{ min 2 $web.scale.min }}
trafficRouting:
  istio:
    virtualServices:
      - name: {{ .Values.name | quote }}
        {{- include "service.weighted" . | nindent 8 }}
      {{- if $web.expose }}
      - name: {{ printf "%s-public" .Values.name | quote }}
        {{- include "service.weighted" . | nindent 8 }}
      {{- end }}
    destinationRule:
      name: {{ .Values.name | quote }}
      stableSubsetName: stable
      canarySubsetName: canary
steps:
  {{- range $web.release.steps }}
  - setWeight: {{ . }}
  - analysis:
      {{- include "service.analysis" $ | nindent 6 }}
  {{- end }}
{{- end }}

{{/* Which routes carry weights. */}}
{{- define "service.weighted" -}}
{{- if eq .Values.web.protocol "tcp" -}}
tcpRoutes:
  - port: 80
{{- else -}}
routes: [primary]
{{- end -}}
{{- end }}

{{/* All at once: the new version stands beside the old one, takes over, and is judged by what
     comes then; the old one stays until the judgement. */}}
{{- define "service.blueGreen" -}}
{{- $release := .Values.web.release -}}
activeService: {{ .Values.name | quote }}
previewService: {{ printf "%s-preview" .Values.name | quote }}
autoPromotionEnabled: true
{{- with $release.previewSeconds }}
autoPromotionSeconds: {{ . }}
{{- end }}
scaleDownDelaySeconds: 60
postPromotionAnalysis:
  {{- include "service.analysis" . | nindent 2 }}
{{- end }}
