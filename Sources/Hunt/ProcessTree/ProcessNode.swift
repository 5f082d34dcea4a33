/// How the parent of a process was found.
package enum ParentMatch: String, Sendable, CaseIterable {
  /// The record's ParentProcessGuid is the parent's ProcessGuid.
  case guid
  /// The same machine and start second of the GUID, and the same process number.
  case guidPrefix = "guid-prefix"
  /// The parent's number and program, the latest start not after the child's that had not ended.
  case numberAndName = "pid+name"
  /// The parent's number alone: one of the two records names no program.
  case number = "pid"
  /// No record tells of the parent's start: what the child says of it stands for it.
  case inferred
}

/// One process in a tree: what a start record tells of, or a parent that only its children tell of (a ghost).
package struct ProcessNode: Sendable {
  /// What the record is, beside other records of the same process.
  package enum Relation: Sendable, Equatable {
    /// The process itself.
    case process
    /// The same record again; children stand under the first.
    case duplicate(of: Int)
    /// A further execve of a running process: another image, not another process.
    case imageChange(of: Int)
  }

  /// Index of its start record in the events; of a ghost: of the first child's.
  package var event: Int
  /// Index of the other log's record of the same start; -1: none.
  package var other: Int = -1
  /// Index of the record of its end; -1: none known.
  package var end: Int = -1
  /// Index of the parent among the nodes; -1: a root.
  package var parent: Int = -1
  /// What the process number alone would make its parent, where Sysmon says that it does not know the parent; -1: none.
  package var possibleParent: Int = -1
  /// How the parent was found; nil: the record names no parent.
  package var match: ParentMatch?
  package var relation: Relation = .process
  package var isGhost = false
  /// The link was taken away because it closed a circle.
  package var closedCircle = false
  /// 0 for a root, 1 for its children.
  package var depth = 0
  /// Index of the topmost node above it that is no ghost; its own for such a one; -1 for a ghost.
  package var root = -1
  /// How many children stand under it.
  package var childCount = 0

  package init(event: Int) { self.event = event }
}
