/// The message of commands for a history without revisions.
enum NoRevisions {
    static let text = "There are no revisions yet. `athanor revision -m \"…\"` writes one."
}
