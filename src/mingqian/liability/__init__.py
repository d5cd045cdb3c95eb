"""履职情况: what the record proves, for or against, of every case in which a document makes liable or exempts."""
