using System.Text.Json;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class StatementJsonTests
{
    [Fact]
    public void A_statement_is_one_document_with_frozen_names() => GoldenFile.ShouldMatch(StatementJson.Of(Example.Statement()), "statement.json");

    [Fact]
    public void Several_periods_are_one_document_too()
    {
        using var both = JsonDocument.Parse(StatementJson.Of([Example.Statement(), Example.Statement()]));

        both.RootElement.GetProperty("statements").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void A_share_is_exact_and_cut_for_reading_beside_it()
    {
        using var document = JsonDocument.Parse(StatementJson.Of(Example.Statement()));
        var attained = document.RootElement.GetProperty("levels")[3].GetProperty("attained");

        attained.GetProperty("exact").GetString().ShouldBe("2498749/2500000");
        attained.GetProperty("percent").GetString().ShouldBe("99.94");
    }
}
