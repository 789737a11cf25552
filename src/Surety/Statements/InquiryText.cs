namespace Surety.Statements;

/// <summary>What a statement says of one name as lines of text: what <c>surety why</c> shows and the API gives as <c>text/plain</c>.</summary>
public static class InquiryText
{
    /// <summary>Each verdict, amount and opening by itself; an empty line belongs behind each.</summary>
    /// <param name="inquiry">What was asked.</param><param name="width">So many columns.</param><param name="all">Every part, however many there are; else of a long list the worst and how many more.</param>
    /// <param name="language">In which it is told. <c>null</c>: English.</param>
    public static IEnumerable<IEnumerable<TextLine>> Of(Inquiry inquiry, int width, bool all, Language? language = null)
    {
        ArgumentNullException.ThrowIfNull(inquiry);
        var (asked, wording) = (inquiry.Asked, Wording.In(language ?? Language.English));
        return asked.Levels.Select(level => (IEnumerable<TextLine>)ReasonText.Of(asked, level, width, all, language))
            .Concat(asked.Credits.Select(c => ($"{wording.Credit(c, asked.Zone)}: {wording.Amount(c)}, {wording.State(c).Words}", c.Why))
                .Concat(asked.Rights.Select(r => ($"{r.Right}: {wording.Of(r.State).Word}, {wording.Progress(r)}", r.Why)))
                .Concat(asked.Duties.Select(d => ($"{wording.Duty(d)}: {wording.Of(d.State).Word}, {wording.Duty(d, asked.Zone)}", d.Why)))
                .Concat(asked.Totals.Select(t => (wording.Total(t), t.Why)))
                .Concat(inquiry.OpenedIn(language ?? Language.English).Where(o => all || IsTold(o)).Select(o => (o.Heading, o.Why)))
                .Select(one => (IEnumerable<TextLine>)ReasonText.Of(one.Item1, one.Item2, asked, width, all, language)));
    }

    // What a list above has told already, or what comes to nothing, is opened again only where everything is.
    static bool IsTold(Opening opening) => opening.Why.Value switch
    {
        Figure.Count => false,
        Figure.Share share => share.Value != Rational.One,
        Figure.Amount amount => amount.Value.Sign != 0,
        Figure.Number or Figure.Time or Figure.At or Figure.Words => true,
    };
}
