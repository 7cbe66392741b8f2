import { storedDefinition, type FlowVersion } from "../../../domain/automation/flow.ts";
import type { FlowVersionDocument } from "./automation-documents.ts";
import { keyOf } from "../keys.ts";

export function versionDocument(given: FlowVersion): FlowVersionDocument {
  const { workspaceId, flowId, version, createdBy, createdAt, definition } = given;
  return {
    _id: keyOf(workspaceId, flowId, String(version)),
    workspace: workspaceId,
    flow: flowId,
    version,
    createdBy,
    createdAt,
    definition: JSON.stringify(definition),
  };
}

export function headOf(
  document: Omit<FlowVersionDocument, "definition">,
): Omit<FlowVersion, "definition"> {
  const { workspace: workspaceId, flow: flowId, version, createdBy, createdAt } = document;
  return { workspaceId, flowId, version, createdBy, createdAt };
}

export function versionOf(document: FlowVersionDocument): FlowVersion {
  return { ...headOf(document), definition: storedDefinition(document.definition) };
}
