using Shouldly;
using Xunit;

namespace Surety.Tests;

public sealed class LabelsTests
{
    [Fact]
    public void Labels_are_in_order_of_their_text_however_many_there_are()
    {
        Labels[] all = [Labels.None, Of("a", "2"), Of("a", "1"), Of("a", "10"), Of("a", ""), Of("a", "Ä"), Of("b", "1"), Of("a", "1").With("b", "2"), Of("a", "1, b=2"), Of("A", "z")];

        all.Order().Select(l => l.ToString()).ShouldBe(all.Select(l => l.ToString()).Order(StringComparer.Ordinal));
    }

    static Labels Of(string name, string value) => Labels.None.With(name, value);
}
