import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// Where in the graph, and in which folder, `revision` and `merge` write.
@Suite struct RevisionPlaceTests {
    /// a1 ← b2, a1 ← c3 (label side).
    private func branched() async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        await project.run("revision", "-m", "one", "--rev-id", "a1")
        await project.run("revision", "-m", "two", "--rev-id", "b2")
        await project.run(
            "revision", "-m", "three", "--rev-id", "c3", "--head", "a1", "--splice", "--branch-label", "side")
        return project
    }

    private func header(_ project: TemporaryProject, _ name: String) throws -> RevisionNode {
        let source = SourceText(path: name, text: try project.read("versions/\(name)"))
        return try SQLRevisionFile(source).header.node
    }

    @Test("A branch begins with --splice, and carries its labels")
    func branchBeginsWithSplice() async throws {
        let project = try await branched()
        let node = try header(project, "c3_three.sql")
        #expect(node.downRevisions == ["a1"])
        #expect(node.branchLabels == ["side"])
        let without = await project.run("revision", "-m", "four", "--head", "a1")
        #expect(without.status == .failure)
        #expect(without.errorOutput.contains("--splice"))
        let onBranch = await project.run("revision", "-m", "four", "--rev-id", "d4", "--head", "side@head")
        #expect(onBranch.status == .success, "\(onBranch)")
        #expect(try header(project, "d4_four.sql").downRevisions == ["c3"])
    }

    @Test("A head is named by its prefix, and all heads by heads")
    func aHeadIsNamedByItsBeginningOrAllByHeads() async throws {
        let project = try await branched()
        await project.run("revision", "-m", "x", "--rev-id", "longid", "--head", "b2")
        await project.run("revision", "-m", "y", "--rev-id", "y1", "--head", "long")
        #expect(try header(project, "y1_y.sql").downRevisions == ["longid"])
        await project.run("revision", "-m", "all", "--rev-id", "z1", "--head", "heads")
        #expect(Set(try header(project, "z1_all.sql").downRevisions) == ["y1", "c3"])
        await project.run("revision", "-m", "new base", "--rev-id", "n1", "--head", "base", "--branch-label", "other")
        #expect(try header(project, "n1_new_base.sql").downRevisions == [])
    }

    @Test("Dependencies are ids and labels")
    func dependenciesAreIdsAndLabels() async throws {
        let project = try await branched()
        let outcome = await project.run(
            "revision", "-m", "four", "--rev-id", "d4", "--head", "b2", "--depends-on", "side", "--depends_on", "a1",
            "--branch-label", "x", "--branch-label", "y", "--sql", "--json")
        #expect(outcome.status == .success, "\(outcome)")
        let node = try header(project, "d4_four.sql")
        #expect(node.dependsOn == ["side", "a1"])
        #expect(node.branchLabels == ["x", "y"])
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(document["path"] as? String == "\(project.path)/versions/d4_four.sql")
        #expect(document["revision"] as? String == "d4")
        #expect(document["down_revisions"] as? [String] == ["b2"])
        #expect(document["depends_on"] as? [String] == ["side", "a1"])
        #expect(document["is_head"] as? Bool == true)
    }

    @Test("A revision that would make the graph invalid is not written")
    func whatWouldSpoilTheGraphIsNotWritten() async throws {
        let project = try await branched()
        let before = try project.names(in: "versions")
        for arguments in [
            ["--head", "nothing"], ["--head", "b2", "--branch-label", "side"],
            ["--head", "b2", "--branch-label", "a,b"],
            ["--head", "b2", "--depends-on", "nothing"], ["--head", "b2", "--kind", "swift", "--branch-label", "a\"b"],
        ] {
            let outcome = await project.run(["revision", "-m", "four"] + arguments)
            #expect(outcome.status == .failure, "\(arguments)")
            #expect(outcome.errorOutput.hasPrefix("error: "), "\(outcome.errorOutput)")
        }
        #expect(try project.names(in: "versions") == before)
    }

    @Test("merge writes a revision after all that are named")
    func mergeWritesARevisionAfterAllThatAreNamed() async throws {
        let project = try await branched()
        let usage = await project.run("merge")
        #expect(usage.status == .usage)
        #expect(usage.errorOutput.contains("`athanor merge heads`"))
        let outcome = await project.run("merge", "heads", "--rev-id", "m1", "--branch-label", "joined")
        #expect(outcome.lines == ["\(project.path)/versions/m1_merge_b2_and_c3.sql"], "\(outcome)")
        let node = try header(project, "m1_merge_b2_and_c3.sql")
        #expect(node.downRevisions == ["b2", "c3"])
        #expect(node.branchLabels == ["joined"])
        let again = await project.run("merge", "heads")
        #expect(again.status == .failure)
        #expect(again.errorOutput.contains("there is nothing to merge: the names mean only 'm1'"))
        let below = await project.run("merge", "b2", "c3", "-m", "again")
        #expect(below.status == .failure)
        let spliced = await project.run("merge", "b2", "c3", "-m", "again", "--splice", "--rev-id", "m2", "--json")
        #expect(spliced.output.contains("\"is_merge_point\" : true"), "\(spliced)")
    }

    @Test("Each of several locations takes its own revisions")
    func severalLocationsTakeTheirOwnRevisions() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "versions: [core, billing]\n")
        try project.write("core/.gitkeep", "")
        try project.write("billing/inner/.gitkeep", "")
        await project.run("revision", "-m", "one", "--rev-id", "a1")
        let second = await project.run("revision", "-m", "two", "--rev-id", "b2", "--version-path", "billing")
        #expect(second.lines == ["\(project.path)/billing/b2_two.sql"], "\(second)")
        await project.run("revision", "-m", "three", "--rev-id", "c3", "--version-path", "\(project.path)/billing/")
        #expect(try project.names(in: "core") == ["a1_one.sql"])
        #expect(try project.names(in: "billing") == ["b2_two.sql", "c3_three.sql", "inner"])
        #expect(await project.run("heads").output.contains("c3"))
        for path in ["elsewhere", "billing/inner"] {
            let refused = await project.run("revision", "-m", "four", "--version-path", path)
            #expect(refused.status == .usage)
            #expect(refused.errorOutput.contains("\(project.path)/core, \(project.path)/billing"), "\(refused)")
        }
        try project.write("athanor.yaml", "versions: [core, billing]\nrecursive_version_locations: true\n")
        let inside = await project.run("revision", "-m", "four", "--rev-id", "d4", "--version-path", "billing/new")
        #expect(inside.lines == ["\(project.path)/billing/new/d4_four.sql"], "\(inside)")
        #expect(await project.run("heads").output.contains("d4"))
        let hidden = await project.run("revision", "-m", "five", "--version-path", "billing/.new/inner")
        #expect(hidden.status == .usage)
        #expect(hidden.errorOutput.contains("begins with a dot"), "\(hidden)")
    }

    @Test("File names follow their template")
    func fileNamesFollowTheirTemplate() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        try project.write(
            "athanor.yaml",
            """
            recursive_version_locations: true
            file_template: "by id/{{rev}}-{{slug}}"
            truncate_slug_length: 12
            timezone: Asia/Tokyo
            """)
        let outcome = await project.run("revision", "-m", "create materialized view", "--rev-id", "a1")
        #expect(outcome.lines == ["\(project.path)/versions/by id/a1-create.sql"], "\(outcome)")
        #expect(try project.read("versions/by id/a1-create.sql").contains(/create_date: .*\+09:00\n/))
        await project.run("revision", "-m", "!", "--rev-id", "b2")
        #expect(try project.names(in: "versions/by id") == ["a1-create.sql", "b2.sql"])
        let taken = await project.run(
            "revision", "-m", "x", environment: ["ATHANOR_FILE_TEMPLATE": "by id/a1-create"])
        #expect(taken.errorOutput.contains("exists already"), "\(taken)")
    }

    @Test("Another encoding is written and read back")
    func anotherEncodingIsWrittenAndReadBack() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        try project.write("athanor.yaml", "output_encoding: shift_jis\ndatabase: sqlite:app.db\n")
        let outcome = await project.run("revision", "-m", "表を作る", "--rev-id", "a1")
        #expect(outcome.status == .success, "\(outcome)")
        let bytes = try Data(contentsOf: URL(filePath: "\(project.path)/versions/a1_表を作る.sql"))
        #expect(bytes.starts(with: [0x2D, 0x2D, 0x20, 0x95, 0x5C]))
        #expect(await project.run("heads").output.contains("表を作る"))
        let impossible = await project.run("revision", "-m", "größer", "--rev-id", "b2")
        #expect(impossible.status == .failure)
        #expect(
            impossible.errorOutput.contains("b2_größer.sql:1:6: error: the encoding shift_jis has no \"ö\""),
            "\(impossible)")
        #expect(try project.names(in: "versions") == ["a1_表を作る.sql"])
    }
}
