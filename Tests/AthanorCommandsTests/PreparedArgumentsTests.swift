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
