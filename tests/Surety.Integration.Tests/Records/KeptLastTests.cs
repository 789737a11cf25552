using Shouldly;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

public class KeptLastTests
{
    [Fact]
    public void What_was_asked_for_longest_ago_goes_when_there_is_no_room()
    {
        var kept = new KeptLast<int, string>(100);
        for (var i = 0; i < 4; i++) kept.Keep(i, $"{i}", 25);

        kept.Find(0).ShouldBe("0");
        kept.Keep(4, "4", 25);

        Enumerable.Range(0, 5).Select(kept.Find).ShouldBe(["0", null, "2", "3", "4"]);
    }

    [Fact]
    public void What_would_take_most_of_the_room_is_not_kept_and_nothing_goes_for_it()
    {
        var kept = new KeptLast<int, string>(100);
        kept.Keep(0, "small", 25);

        kept.Keep(1, "large", 26).ShouldBe("large");

        (kept.Find(0), kept.Find(1)).ShouldBe(("small", null));
    }

    [Fact]
    public void A_key_stands_for_what_was_kept_first()
    {
        var kept = new KeptLast<int, string>(100);
        kept.Keep(0, "first", 25);
        kept.Keep(0, "same", 25);

        for (var i = 1; i < 4; i++) kept.Keep(i, $"{i}", 25);

        kept.Find(0).ShouldBe("first");
    }
}
