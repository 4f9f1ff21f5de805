import Athanor
import TestSupport

/// Materialized views in levels. Each sleeps in its query, so the order of refreshes is measured, and not the number of
/// processors.
///
/// A view reads one to three views of the levels below, at least one of the level just below. A third of these reads go
/// through a plain view. Each view of the bottom level reads the table `version`. Every view gives the least number of
/// its sources: if it is refreshed too early, it gives an old number.
struct SleepingViews {
    /// One materialized view.
    struct View {
        let name: String
        let milliseconds: Int
        /// The indices of the views that it reads.
        let sources: [Int]
        /// The sources that it reads through a plain view.
        let throughPlainViews: Set<Int>
        /// Whether it has a unique index, and so is refreshed concurrently.
        let isConcurrent: Bool
    }

    let views: [View]

    init(levels: Int, perLevel: Int, seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var views: [View] = []
        for level in 0..<levels {
            for place in 0..<perLevel {
                var sources: Set<Int> = []
                if level > 0 {
                    sources.insert(Int.random(in: (level - 1) * perLevel..<level * perLevel, using: &random))
                    for _ in 0..<Int.random(in: 0...2, using: &random) {
                        sources.insert(Int.random(in: 0..<level * perLevel, using: &random))
                    }
                }
                views.append(
                    View(
                        name: "level_\(level)_\(place)", milliseconds: Int.random(in: 50...200, using: &random),
                        sources: sources.sorted(),
                        throughPlainViews: Set(
                            sources.sorted().filter { _ in Int.random(in: 0..<3, using: &random) == 0 }),
                        isConcurrent: Bool.random(using: &random)))
            }
        }
        self.views = views
    }

    /// The statements that create the views, without data.
    var creating: [String] {
        var statements = ["CREATE TABLE version (number integer NOT NULL)", "INSERT INTO version VALUES (0)"]
        for view in views {
            var read: [String] = []
            for source in view.sources {
                let name = views[source].name
                guard view.throughPlainViews.contains(source) else {
                    read.append(name)
                    continue
                }
                let plain = "\(view.name)_reads_\(name)"
                statements.append("CREATE VIEW \(plain) AS SELECT number FROM \(name)")
                read.append(plain)
            }
            if read.isEmpty { read = ["version"] }
            let least = read.map { "(SELECT number FROM \($0))" }.joined(separator: ", ")
            statements.append(
                """
                CREATE MATERIALIZED VIEW \(view.name) AS
                SELECT least(\(least)) AS number FROM pg_catalog.pg_sleep(\(view.milliseconds) / 1000.0) WITH NO DATA
                """)
            if view.isConcurrent { statements.append("CREATE UNIQUE INDEX ON \(view.name) (number)") }
        }
        return statements
    }

    /// The sum of all sleeps, in milliseconds.
    var total: Int { views.map(\.milliseconds).reduce(0, +) }

    /// The sleeps of the longest chain of views, in milliseconds.
    var criticalPath: Int {
        var ends: [Int] = []
        for view in views { ends.append((view.sources.map { ends[$0] }.max() ?? 0) + view.milliseconds) }
        return ends.max() ?? 0
    }

    /// A lower bound of the time for any order with this many jobs, in milliseconds.
    func bound(jobs: Int) -> Double { max(Double(criticalPath), Double(total) / Double(jobs)) }

    /// The number of views that reach another view on more than one path.
    var diamonds: Int {
        var reached: [Set<Int>] = []
        var diamonds = 0
        for view in views {
            let branches = view.sources.map { reached[$0].union([$0]) }
            let all = branches.reduce(into: Set()) { $0.formUnion($1) }
            if branches.map(\.count).reduce(0, +) > all.count { diamonds += 1 }
            reached.append(all)
        }
        return diamonds
    }

    var plainViews: Int { views.map(\.throughPlainViews.count).reduce(0, +) }
}
