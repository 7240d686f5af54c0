"""One module per outside thing: values in, values out."""
