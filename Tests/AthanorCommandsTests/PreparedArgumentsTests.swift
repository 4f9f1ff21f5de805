import Testing

@testable import AthanorCommands

@Suite struct PreparedArgumentsTests {
    private func prepared(_ arguments: String...) -> [String] {
        PreparedArguments(arguments).arguments
    }

    @Test("Steps down are values without a double hyphen")
    func stepsDownAreValuesWithoutADoubleHyphen() {
        #expect(prepared("downgrade", "-1") == ["downgrade", "--", "-1"])
        #expect(prepared("downgrade", "-12", "--role", "x") == ["downgrade", "--role", "x", "--", "-12"])
        #expect(prepared("downgrade", "--", "-1") == ["downgrade", "--", "-1"])
        #expect(prepared("edit", "-1") == ["edit", "--", "-1"])
        #expect(prepared("reparent", "-1", "--onto", "a") == ["reparent", "--onto", "a", "--", "-1"])
        #expect(prepared("merge", "-1", "a") == ["merge", "a", "--", "-1"])
    }

    @Test(
        "Ranges that begin with steps down are values",
        arguments: [
            "-1:heads", "-1:aaaa", "-1:", "-2:-1", "-12:+1", "-1:base", "-1,aaaa:head", "-1:branch@head", "-1h",
        ])
    func rangesAreValues(_ range: String) {
        for command in ["upgrade", "downgrade", "stamp"] {
            #expect(prepared(command, range, "--sql") == [command, "--sql", "--", range])
            #expect(prepared(command, "--sql", range) == [command, "--sql", "--", range])
            #expect(prepared("-c", "a.yaml", command, range) == [command, "-c", "a.yaml", "--", range])
        }
        // A mistake, but not a question for help.
        #expect(prepared("history", range) == ["history", "--", range])
        #expect(prepared("log", range) == ["log", "--", range])
        #expect(prepared("refresh", "--lock-timeout", "-1h") == ["refresh", "--lock-timeout", "--", "-1h"])
        #expect(prepared("history", "-r", range) == ["history", "-r", range])
        #expect(prepared("graph", "--rev-range", range) == ["graph", "--rev-range", range])
        #expect(prepared("upgrade", "-x", range, "head") == ["upgrade", "-x", range, "head"])
        #expect(prepared("upgrade", "--", range, "--sql") == ["upgrade", "--", range, "--sql"])
    }

    @Test("Steps down are values of the options that take revisions")
    func stepsAreValuesOfOptions() {
        #expect(prepared("reparent", "a", "--onto", "-1") == ["reparent", "a", "--onto=-1"])
        #expect(prepared("reparent", "--from", "-2", "--onto", "-1") == ["reparent", "--from=-2", "--onto=-1"])
        #expect(prepared("reparent", "-1", "--onto", "-2") == ["reparent", "--onto=-2", "--", "-1"])
        #expect(
            prepared("revision", "-m", "x", "--head", "-1", "--depends-on", "-2")
                == ["revision", "-m", "x", "--head=-1", "--depends-on=-2"])
        #expect(prepared("log", "--revision", "-1") == ["log", "--revision=-1"])
        #expect(prepared("log", "-n", "-1") == ["log", "-n", "-1"])
        #expect(prepared("revision", "--head", "--splice") == ["revision", "--head", "--splice"])
        #expect(prepared("show", "--", "--head", "-1") == ["show", "--", "--head", "-1"])
    }

    @Test("Other names are left as they are")
    func otherNamesAreLeftAsTheyAre() {
        #expect(prepared("upgrade", "+1") == ["upgrade", "+1"])
        #expect(prepared("downgrade", "branch@-1") == ["downgrade", "branch@-1"])
        #expect(prepared("history", "-r", "-3:") == ["history", "-r", "-3:"])
        #expect(prepared("revision", "-m", "-1") == ["revision", "-m", "-1"])
    }

    @Test("Options before the command move behind it")
    func optionsBeforeTheCommandMoveBehindIt() {
        #expect(
            prepared("-c", "a.yaml", "--verbose", "downgrade", "-1")
                == ["downgrade", "-c", "a.yaml", "--verbose", "--", "-1"])
        #expect(prepared("-x", "a=b", "--role=x", "show", "head") == ["show", "-x", "a=b", "--role=x", "head"])
        #expect(
            prepared("--database", "sqlite:a.db", "-q", "reparent", "a", "--onto", "b")
                == ["reparent", "--database", "sqlite:a.db", "-q", "a", "--onto", "b"])
        #expect(prepared("--versions", "a:b", "list_templates") == ["list-templates", "--versions", "a:b"])
        #expect(prepared("--help") == ["--help"])
        #expect(
            prepared("--generate-completion-script", "bash") == ["--generate-completion-script", "bash"])
        #expect(prepared("-c") == ["-c"])
        #expect(prepared() == [])
    }

    @Test("Underscores in option names count as hyphens")
    func underscoresInOptionNamesAreHyphens() {
        #expect(prepared("revision", "--rev_id=a_b", "-m", "a_b") == ["revision", "--rev-id=a_b", "-m", "a_b"])
        #expect(prepared("refresh", "--", "--a_b") == ["refresh", "--", "--a_b"])
    }
}
