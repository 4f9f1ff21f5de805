import Athanor
import Foundation

private let regionsFile = #"["east", "west"]"#

struct Regions: Revision {
    static let revision: RevisionID = "c0de42d1a9b3"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {
        op.createTable("regions", [.column("tenant", .text), .column("region", .text)])
    }
}

struct FirstRegions_5eedc0de4a11: Revision {
    static let revision: RevisionID = "5eedc0de4a11"
    static let downRevisions: [RevisionID] = ["c0de42d1a9b3"]

    func upgrade(_ op: Operations) throws -> OperationList {
        let tenant = try op.argument("tenant")
        let regions = try JSONDecoder().decode([String].self, from: Data(regionsFile.utf8))
        for region in regions {
            op.execute(
                "INSERT INTO regions VALUES ($1, $2)", [.text(tenant), .text(region)], reverse: "DELETE FROM regions")
        }
    }
}
